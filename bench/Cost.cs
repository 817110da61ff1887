namespace Oci.Bench;

/// <summary>What a command took: elapsed time, and the processor time of it and the processes it waited for.</summary>
internal readonly record struct Cost(double WallMilliseconds, double CpuMilliseconds);
