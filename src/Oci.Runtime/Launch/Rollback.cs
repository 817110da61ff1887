using System;
using System.Collections.Generic;

namespace Oci.Runtime.Launch;

/// <summary>
/// What to undo, last first, unless the work is committed. An undo is registered before the thing is made.
/// </summary>
internal sealed class Rollback : IDisposable
{
    private readonly Stack<Action> _undo = new();
    private List<IDisposable>? _kept;

    public void Add(Action undo) => _undo.Push(undo);

    /// <summary>Something that an undo needs: it is closed when nothing is left to undo.</summary>
    public T Keep<T>(T needed)
        where T : IDisposable
    {
        (_kept ??= []).Add(needed);
        return needed;
    }

    public void Commit()
    {
        _undo.Clear();
        Release();
    }

    private void Release()
    {
        _kept?.ForEach(static needed => needed.Dispose());
        _kept = null;
    }

    public void Dispose()
    {
        while (_undo.TryPop(out Action? undo))
        {
            try
            {
                undo();
            }
            catch (RuntimeFailure failure)
            {
                // The first failure is what the user must see; this one only explains what delete --force will find.
                Diagnostics.Warning($"while undoing: {failure.Message}");
            }
        }
        Release();
    }
}
