using System;
using System.Text;
using Oci.Hostile.Tests.Harness;

namespace Oci.Hostile.Tests.Inputs;

/// <summary>Ways to spoil a bundle.</summary>
internal static class Edits
{
    /// <summary>A property of config.json with a bad value.</summary>
    /// <param name="expected">A part of the message; the property's pointer if not said.</param>
    public static HostileInput Bad(string pointer, string json, string? expected = null) =>
        new($"{pointer} = {Short(json)}", scene => scene.Raw(pointer, json), expected ?? pointer.Replace("/-", "/",
        StringComparison.Ordinal));

    /// <summary>A value that some machines can use.</summary>
    public static HostileInput Odd(string pointer, string json) => Bad(pointer, json, "") with { MayWork = true };

    /// <summary>Several properties that do not go together.</summary>
    public static HostileInput Bad(string expected, params (string Pointer, string Json)[] edits) =>
        new($"{string.Join(", ", edits)}", scene =>
        {
            foreach ((string pointer, string json) in edits)
                scene.Raw(pointer, json);
        }, expected);

    /// <summary>A text in place of config.json.</summary>
    public static HostileInput Text(string name, string text, string expected = "config.json") =>
        Text(name, Encoding.UTF8.GetBytes(text), expected);

    public static HostileInput Text(string name, byte[] text, string expected = "config.json") =>
        new(name, scene => scene.Text = text, expected);

    /// <summary>A container's id.</summary>
    public static HostileInput Id(string id, string expected = "invalid container ID format") => new(
        $"id {Short(id)}", scene => scene.Words = ["create", "--bundle", scene.Bundle, "--", id], expected);

    /// <summary>A command line, the global flags first.</summary>
    public static HostileInput Words(string expected, params string[] words) =>
        new($"words {Short(string.Join(' ', words))}", scene => scene.AllWords = words, expected);

    /// <summary>What is too long to read, in a few letters.</summary>
    public static string Short(string text)
    {
        string name = text.Length > 100 ? $"{text[..100]}… ({text.Length} characters)" : text;
        return name.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\e", "\\e", StringComparison.Ordinal);
    }

    /// <summary>A text as a string of JSON.</summary>
    public static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    public static string Times(int count, string text) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
