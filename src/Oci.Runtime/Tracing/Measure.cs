using System;
using System.Diagnostics;

namespace Oci.Runtime.Tracing;

/// <summary>Something that is being measured until it is disposed of; nothing where no timeline is wanted.</summary>
internal readonly struct Measure(TimelineEvent? measured) : IDisposable
{
    public void Fail(string message) => measured?.Error ??= message;

    public void Dispose() => measured?.EndAt(Stopwatch.GetTimestamp());
}
