using Xunit;

// The program has one log, and so have its tests.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
