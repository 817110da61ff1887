using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>
/// Finds the JSON pointer (RFC 6901) of a tape entry and the line of an offset. Asked in the order of the document it
/// goes over the document once, however often it is asked.
/// </summary>
internal sealed class TapePlaces(JsonTape tape)
{
    private readonly List<OpenContainer> _path = [];
    private int _lastEntry = -1;
    private int _scanned;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The pointer of a value, or of the value that a name belongs to.</summary>
    public string Pointer(int entry)
    {
        if (entry < _lastEntry)
            _path.Clear();
        _lastEntry = entry;
        while (_path.Count > 0 && entry >= tape.Entry(_path[^1].Container).Next)
            _path.RemoveAt(_path.Count - 1);
        if (entry == 0)
            return "";
        if (_path.Count == 0)
            _path.Add(new OpenContainer(tape, 0, ""));
        while (true)
        {
            OpenContainer container = _path[^1];
            container.AdvanceTo(entry);
            string pointer = container.MemberPointer();
            if (container.MemberValue >= entry)
                return pointer;
            _path.Add(new OpenContainer(tape, container.MemberValue, pointer));
        }
    }

    /// <summary>1-based line, and 1-based column in bytes.</summary>
    public (int Line, int Column) LineAndColumn(int offset)
    {
        if (offset < _scanned)
            (_scanned, _line, _lineStart) = (0, 1, 0);
        ReadOnlySpan<byte> source = tape.Source;
        for (; _scanned < offset; _scanned++)
        {
            if (source[_scanned] == (byte)'\n')
                (_line, _lineStart) = (_line + 1, _scanned + 1);
        }
        return (_line, offset - _lineStart + 1);
    }

    /// <summary>An object or array on the way to the entry, and the member that was reached in it.</summary>
    private sealed class OpenContainer(JsonTape tape, int container, string pointer)
    {
        private readonly bool _isObject = tape.Entry(container).Kind == JsonKind.Object;
        private int _member = container + 1;
        private int _ordinal;

        public int Container => container;

        public int MemberValue => _isObject ? _member + 1 : _member;

        public void AdvanceTo(int entry)
        {
            while (tape.Entry(MemberValue).Next <= entry)
            {
                _member = tape.Entry(MemberValue).Next;
                _ordinal++;
            }
        }

        public string MemberPointer() => _isObject
            ? $"{pointer}/{JsonPointer.Escape(Encoding.UTF8.GetString(tape.Text(_member)))}"
            : $"{pointer}/{_ordinal.ToString(CultureInfo.InvariantCulture)}";
    }
}
