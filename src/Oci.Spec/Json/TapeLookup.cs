using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Oci.Spec.Json;

/// <summary>
/// Finds the entries of JSON pointers. It goes on from where it was in an array or object the time before, so pointers
/// in the order of the document cost one walk together.
/// </summary>
internal sealed class TapeLookup(JsonTape tape)
{
    private readonly Dictionary<int, Cursor> _cursors = [];

    /// <summary>The innermost entry on the way that is there, and the rest of the pointer, which is not.</summary>
    public (int Entry, string Below) Find(string pointer)
    {
        int entry = 0;
        int position = 0;
        while (position < pointer.Length)
        {
            int end = pointer.IndexOf('/', position + 1);
            if (end < 0)
                end = pointer.Length;
            int member = FindMember(entry, Unescape(pointer[(position + 1)..end]));
            if (member < 0)
                return (entry, pointer[position..]);
            entry = member;
            position = end;
        }
        return (entry, "");
    }

    private static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private int FindMember(int container, string step)
    {
        JsonKind kind = tape.Entry(container).Kind;
        if (kind is not (JsonKind.Object or JsonKind.Array) || tape.Entry(container).TextLength == 0)
            return -1;
        if (!_cursors.TryGetValue(container, out Cursor? cursor))
            _cursors[container] = cursor = new Cursor(tape, container);
        if (kind == JsonKind.Object)
            return cursor.FindName(Encoding.UTF8.GetBytes(step));
        bool isOrdinal = int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal);
        return isOrdinal ? cursor.FindElement(ordinal) : -1;
    }

    /// <summary>A place in an object or array that has members.</summary>
    private sealed class Cursor(JsonTape tape, int container)
    {
        private readonly bool _isObject = tape.Entry(container).Kind == JsonKind.Object;
        private int _member = container + 1;
        private int _ordinal;

        private int Value => _isObject ? _member + 1 : _member;

        public int FindName(ReadOnlySpan<byte> name)
        {
            for (int i = 0; i < tape.Entry(container).TextLength; i++)
            {
                if (tape.Text(_member).SequenceEqual(name))
                    return Value;
                Advance();
            }
            return -1;
        }

        public int FindElement(int ordinal)
        {
            if (ordinal >= tape.Entry(container).TextLength)
                return -1;
            while (_ordinal != ordinal)
                Advance();
            return Value;
        }

        /// <summary>To the next member, and from the last to the first.</summary>
        private void Advance()
        {
            _member = tape.Entry(Value).Next;
            _ordinal++;
            if (_member >= tape.Entry(container).Next)
                (_member, _ordinal) = (container + 1, 0);
        }
    }
}
