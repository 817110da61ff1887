using System;
using Tmds.Linux;

namespace Oci.Runtime.Interop;

/// <summary>A program with its arguments and environment, laid out in memory so that executing it allocates nothing.</summary>
internal sealed unsafe class PreparedProgram : IDisposable
{
    private readonly string _path;
    private readonly StringVector _name;
    private readonly StringVector _arguments;
    private readonly StringVector _environment;

    public PreparedProgram(string path, ReadOnlySpan<string> arguments, ReadOnlySpan<string> environment)
    {
        _path = path;
        _name = new StringVector([path]);
        _arguments = new StringVector(arguments);
        _environment = new StringVector(environment);
    }

    /// <summary>Loaded before the program is executed, when nothing else is left to do; null for none.</summary>
    public PreparedFilter? Filter { get; set; }

    /// <summary>execve(2); returns only by throwing.</summary>
    public void Execute()
    {
        if (Filter is not null)
            throw Filter.LoadAndExecute(_name.Pointer[0], _arguments.Pointer, _environment.Pointer, _path);
        _ = LibC.execve(_name.Pointer[0], _arguments.Pointer, _environment.Pointer);
        throw KernelFailure.Last("exec", _path).As(FailureCode.ProcessNotExecutable);
    }

    public void Dispose()
    {
        _name.Dispose();
        _arguments.Dispose();
        _environment.Dispose();
    }
}
