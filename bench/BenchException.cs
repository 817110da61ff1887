using System;

namespace Oci.Bench;

/// <summary>The measurement cannot go on; one line says why.</summary>
internal sealed class BenchException(string message) : Exception(message);
