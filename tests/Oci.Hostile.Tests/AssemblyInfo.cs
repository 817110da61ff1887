using System.Runtime.Versioning;
using Xunit;

[assembly: SupportedOSPlatform("linux")]

// The inputs of a kind are tried two at a time; more would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
