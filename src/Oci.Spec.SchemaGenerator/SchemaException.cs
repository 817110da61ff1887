using System;

namespace Oci.Spec.SchemaGenerator;

/// <summary>A schema cannot be turned into a validator; <see cref="Offset"/> is the place in its text.</summary>
internal sealed class SchemaException(string message, int offset) : Exception(message)
{
    public int Offset { get; } = offset;
}
