using System;
using System.Collections.Generic;
using System.Globalization;

namespace Oci.Spec.SchemaGenerator.Patterns;

/// <summary>Parses the regular expressions of schemas, a small part of ECMA-262's.</summary>
/// <remarks>
/// <para>Anchors: <c>^</c> first and <c>$</c> last in the pattern, where <c>$</c> is the end of the text and nothing else.
/// Without them a match may begin or end anywhere.</para>
/// <para>Characters: ASCII literals; <c>.</c> (all but a line feed); classes such as <c>[a-z_]</c> and <c>[^0-9]</c>; a
/// backslash before punctuation, and <c>\n \r \t</c>. A negated class matches every character outside ASCII.</para>
/// <para>Structure: groups <c>( )</c>, alternatives <c>|</c>, and <c>* + ? {m} {m,} {m,n}</c> after a character, class or
/// group. Nothing is captured.</para>
/// </remarks>
internal sealed class PatternParser
{
    private const int MaxRepetitions = 256;

    private readonly string _pattern;
    private readonly int _end;
    private int _next;

    private PatternParser(string pattern)
    {
        _pattern = pattern;
        IsAnchoredAtStart = pattern.StartsWith("^", StringComparison.Ordinal);
        IsAnchoredAtEnd = pattern.EndsWith("$", StringComparison.Ordinal) && !EndsWithEscape(pattern);
        _next = IsAnchoredAtStart ? 1 : 0;
        _end = IsAnchoredAtEnd ? pattern.Length - 1 : pattern.Length;
    }

    public bool IsAnchoredAtStart { get; }
    public bool IsAnchoredAtEnd { get; }
    public PatternNode Root { get; private set; } = null!;

    /// <exception cref="NotSupportedException">The pattern is wrong, or uses more than is supported.</exception>
    public static PatternParser Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        parser.Root = parser.ReadAlternation();
        if (parser._next < parser._end)
            throw parser.Unexpected();
        if (parser.Root is Alternation && (parser.IsAnchoredAtStart || parser.IsAnchoredAtEnd))
            throw new NotSupportedException("alternatives beside an anchor need a group around them");
        return parser;
    }

    private static bool EndsWithEscape(string pattern)
    {
        int backslashes = 0;
        for (int index = pattern.Length - 2; index >= 0 && pattern[index] == '\\'; index--)
            backslashes++;
        return backslashes % 2 == 1;
    }

    private PatternNode ReadAlternation()
    {
        var choices = new List<PatternNode> { ReadSequence() };
        while (Take('|'))
            choices.Add(ReadSequence());
        return choices.Count == 1 ? choices[0] : new Alternation(choices);
    }

    private Sequence ReadSequence()
    {
        var parts = new List<PatternNode>();
        while (_next < _end && _pattern[_next] is not ('|' or ')'))
            parts.Add(ReadRepetition(ReadAtom()));
        return new Sequence(parts);
    }

    private PatternNode ReadAtom()
    {
        char character = _pattern[_next];
        switch (character)
        {
            case '(': return ReadGroup();
            case '[': return ReadClass();
            case '.':
                _next++;
                return SetOf(candidate => candidate != '\n', hasOthers: true);
            case '*' or '+' or '?' or '{' or '}' or ']' or '^' or '$': throw Unexpected();
            default:
                char literal = ReadCharacter();
                return SetOf(candidate => candidate == literal, hasOthers: false);
        }
    }

    private PatternNode ReadGroup()
    {
        _next++;
        if (Take('?') && !Take(':'))
            throw new NotSupportedException("groups that begin with '(?' are not supported, but for '(?:'");
        PatternNode group = ReadAlternation();
        return Take(')') ? group : throw Unexpected();
    }

    private CharacterSet ReadClass()
    {
        _next++;
        bool isNegated = Take('^');
        bool[] members = new bool[CharacterSet.AsciiCount];
        while (!Take(']'))
        {
            if (_next >= _end || _pattern[_next] == '[')
                throw Unexpected();
            char first = ReadCharacter();
            char last = first;
            if (_next + 1 < _end && _pattern[_next] == '-' && _pattern[_next + 1] != ']')
            {
                _next++;
                last = ReadCharacter();
            }
            if (last < first)
                throw new NotSupportedException($"the range '{first}-{last}' is empty");
            for (char member = first; member <= last; member++)
                members[member] = true;
        }
        return SetOf(candidate => members[candidate] != isNegated, hasOthers: isNegated);
    }

    private char ReadCharacter()
    {
        char character = _pattern[_next++];
        if (character == '\\')
        {
            char escaped = _next < _end ? _pattern[_next++] : throw Unexpected();
            return escaped switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ when escaped < CharacterSet.AsciiCount && !char.IsLetterOrDigit(escaped) => escaped,
                _ => throw new NotSupportedException($"the escape '\\{escaped}' is not supported"),
            };
        }
        return character < CharacterSet.AsciiCount
            ? character
            : throw new NotSupportedException($"'{character}' is outside ASCII");
    }

    private PatternNode ReadRepetition(PatternNode repeated)
    {
        if (_next >= _end || _pattern[_next] is not ('*' or '+' or '?' or '{'))
            return repeated;
        Repetition repetition = _pattern[_next++] switch
        {
            '*' => new Repetition(repeated, 0, null),
            '+' => new Repetition(repeated, 1, null),
            '?' => new Repetition(repeated, 0, 1),
            _ => ReadCount(repeated),
        };
        if (_next < _end && _pattern[_next] is ('*' or '+' or '?' or '{'))
            throw Unexpected();
        return repetition;
    }

    private Repetition ReadCount(PatternNode repeated)
    {
        int minimum = ReadNumber();
        int? maximum = minimum;
        if (Take(','))
            maximum = _next < _end && _pattern[_next] == '}' ? null : ReadNumber();
        if (!Take('}') || maximum < minimum)
            throw Unexpected();
        return new Repetition(repeated, minimum, maximum);
    }

    private int ReadNumber()
    {
        int start = _next;
        while (_next < _end && _pattern[_next] is >= '0' and <= '9')
            _next++;
        string digits = _pattern.Substring(start, _next - start);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= MaxRepetitions
            ? number
            : throw new NotSupportedException($"'{digits}' is not a number up to {MaxRepetitions}");
    }

    private static CharacterSet SetOf(Func<char, bool> isMember, bool hasOthers)
    {
        bool[] members = new bool[CharacterSet.AsciiCount];
        for (char character = '\0'; character < CharacterSet.AsciiCount; character++)
            members[character] = isMember(character);
        return new CharacterSet(members, hasOthers);
    }

    private bool Take(char expected)
    {
        if (_next >= _end || _pattern[_next] != expected)
            return false;
        _next++;
        return true;
    }

    private NotSupportedException Unexpected() => new(
        _next < _end ? $"unexpected '{_pattern[_next]}' at character {_next + 1}" : "it ends too early");
}
