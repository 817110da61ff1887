using Oci.Runtime.Interop;
using Oci.Spec;

namespace Oci.Runtime.Planning;

/// <summary>Receives the fields of a step in order: to send it to init, or to print it.</summary>
internal abstract class StepWriter
{
    public abstract void Text(string name, string? value);

    public abstract void Number(string name, long value);

    public abstract void Unsigned(string name, ulong value);

    public abstract void Attributes(string name, MountAttributes value);

    public abstract void Flag(string name, bool value);

    public abstract void Texts(string name, ValueList<string> values);

    public abstract void Numbers(string name, ValueList<uint> values);
}
