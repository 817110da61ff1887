using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>Makes a new input of old ones.</summary>
internal sealed class Mutator(Random random, FuzzTarget target)
{
    private const int Largest = 64 << 10;

    private static readonly string[] Numbers =
    [
        "0", "-0", "1", "-1", "2", "7", "127", "128", "255", "256", "4095", "4096", "32767", "32768", "65535", "65536", "1048575",
        "2147483647", "2147483648", "-2147483648",
        "4294967294", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "1e999", "1e-999",
        "0.5", "1e3", "1.0", "99999999999999999999999999",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "\n", "\0", "/", "//", ".", "..", "../..", "/..", "/./", ":", "::", "a:b:c", ",", "-", "--", "=", "A=", "=B",
        "\e[31m", "\u2028", "é", "\ud83d\ude00", "％", "%n", "%00", "'", "\"",
        "\\", "[", "(", "{", "<", "@", "max", "true", "null", "0-3,7", "7-3", "0,,1", "x.slice", "a-b.slice", "SIGKILL", "RTMIN+1",
        "5s", "1.5h", "10M",
    ];

    public byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        byte[] input = corpus[random.Next(corpus.Count)];
        for (int rounds = 1 + random.Next(4); rounds > 0; rounds--)
            input = target.IsJson && random.Next(3) > 0 ? ChangeJson(input, corpus) : ChangeBytes(input, corpus);
        return input.Length <= Largest ? input : input[..Largest];
    }

    // ---- As bytes ----

    private byte[] ChangeBytes(byte[] input, IReadOnlyList<byte[]> corpus)
    {
        int at = random.Next(input.Length + 1);
        int length = random.Next(Math.Min(input.Length - at, 1 + random.Next(32)) + 1);
        return random.Next(9) switch
        {
            0 when input.Length > 0 => Flip(input, random.Next(input.Length)),
            1 when input.Length > 0 => Set(input, random.Next(input.Length), (byte)random.Next(256)),
            2 => [.. input[..at], .. input[(at + length)..]],
            3 => [.. input[..at], .. input[at..(at + length)], .. input[at..]],
            4 => [.. input[..at], .. Encoding.UTF8.GetBytes(Word()), .. input[(at + length)..]],
            5 => Splice(input, at, corpus[random.Next(corpus.Count)]),
            6 => SetNumber(input),
            7 => input[..at],
            _ => [.. input[..at], .. Encoding.UTF8.GetBytes(Word()), .. input[at..]],
        };
    }

    private byte[] Splice(byte[] input, int at, byte[] other)
    {
        int start = random.Next(other.Length + 1);
        return [.. input[..at], .. other[start..]];
    }

    private byte[] Flip(byte[] input, int at) => Set(input, at, (byte)(input[at] ^ (1 << random.Next(8))));

    private static byte[] Set(byte[] input, int at, byte value)
    {
        byte[] changed = [.. input];
        changed[at] = value;
        return changed;
    }

    // The length of something, perhaps.
    private byte[] SetNumber(byte[] input)
    {
        int size = random.Next(2) == 0 ? sizeof(int) : sizeof(long);
        if (input.Length < size)
            return input;
        byte[] changed = [.. input];
        long value = random.Next(4) switch { 0 => -1, 1 => int.MaxValue, 2 => random.Next(64), _ => random.NextInt64() };
        BitConverter.GetBytes(value).AsSpan(0, size).CopyTo(changed.AsSpan(random.Next((input.Length / size)) * size));
        return changed;
    }

    private string Word() => random.Next(target.Words.Count > 0 ? 3 : 2) switch
    {
        0 => Numbers[random.Next(Numbers.Length)],
        1 => Texts[random.Next(Texts.Length)],
        _ => target.Words[random.Next(target.Words.Count)],
    };

    // ---- As JSON ----

    private byte[] ChangeJson(byte[] input, IReadOnlyList<byte[]> corpus)
    {
        if (Parse(input) is not { } root || Containers(root) is not { Count: > 0 } containers)
            return ChangeBytes(input, corpus);
        JsonNode container = containers[random.Next(containers.Count)];
        if (container is JsonArray list)
            Change(list, () => Value(corpus));
        else
            Change(container.AsObject(), () => Value(corpus));
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private void Change(JsonArray list, Func<JsonNode?> value)
    {
        int index = list.Count == 0 ? -1 : random.Next(list.Count);
        switch (random.Next(4))
        {
            case 0 when index >= 0: list.RemoveAt(index); break;
            case 1 when index >= 0: list.Insert(index, list[index]?.DeepClone()); break;
            case 2 when index >= 0: list[index] = value(); break;
            default: list.Add(value()); break;
        }
    }

    private void Change(JsonObject map, Func<JsonNode?> value)
    {
        string? name = map.Count == 0 ? null : map.ElementAt(random.Next(map.Count)).Key;
        switch (random.Next(4))
        {
            case 0 when name is not null: map.Remove(name); break;
            case 1 when name is not null: map[Word()] = map[name]?.DeepClone(); break;
            case 2 when name is not null: map[name] = value(); break;
            default: map[target.Words.Count > 0 ? target.Words[random.Next(target.Words.Count)] : Word()] = value(); break;
        }
    }

    private JsonNode? Value(IReadOnlyList<byte[]> corpus)
    {
        switch (random.Next(8))
        {
            case 0: return null;
            case 1: return random.Next(2) == 0;
            case 2: return new JsonArray();
            case 3: return new JsonObject();
            case 4: return JsonNode.Parse(Numbers[random.Next(Numbers.Length)]);
            case 5 or 6: return Word();
            default:
                // A part of another input.
                if (Parse(corpus[random.Next(corpus.Count)]) is not { } other || Containers(other) is not { Count: > 0 } parts)
                    return Word();
                return parts[random.Next(parts.Count)].DeepClone();
        }
    }

    private static JsonNode? Parse(byte[] input)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(input);
            // The members of an object are only looked at when they are asked for.
            // So are texts, of which half surrogate pairs cannot be written again.
            return node?.ToJsonString() is null || Containers(node).Count == 0 ? null : node;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<JsonNode> Containers(JsonNode root)
    {
        var found = new List<JsonNode>();
        var left = new Stack<JsonNode?>([root]);
        while (left.TryPop(out JsonNode? node))
        {
            if (node is not (JsonArray or JsonObject))
                continue;
            found.Add(node);
            foreach (JsonNode? child in node is JsonArray list ? list : node.AsObject().Select(static member => member.Value))
                left.Push(child);
        }
        return found;
    }
}
