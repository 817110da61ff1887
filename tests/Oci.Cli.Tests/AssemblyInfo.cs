using System.Runtime.Versioning;
using Xunit;

[assembly: SupportedOSPlatform("linux")]

// The program has one log, and so have its tests.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
