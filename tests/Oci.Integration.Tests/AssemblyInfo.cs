using System.Runtime.Versioning;
using Xunit;

[assembly: SupportedOSPlatform("linux")]

// One machine: its mounts, cgroups and processes are compared before and after.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
