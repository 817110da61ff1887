using System;
using System.Collections.Generic;
using System.Text.Json;
using Oci.Spec;

namespace Oci.Runtime.State;

/// <summary>
/// What <c>start</c> and <c>delete</c> must know of config.json's hooks: later changes of the file do not count.
/// </summary>
/// <param name="HasStartContainer">Init runs these itself; its starter waits for them.</param>
internal sealed record KeptHooks(bool HasStartContainer, ValueList<HookSpec> Poststart, ValueList<HookSpec> Poststop)
{
    /// <summary>Null when there is nothing to remember.</summary>
    public static KeptHooks? Of(HooksSpec? hooks) =>
        hooks is null || hooks.StartContainer.Count + hooks.Poststart.Count + hooks.Poststop.Count == 0
            ? null
            : new KeptHooks(hooks.StartContainer.Count > 0, hooks.Poststart, hooks.Poststop);

    public void Write(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteBoolean("startContainer", HasStartContainer);
        WriteList(writer, "poststart", Poststart);
        WriteList(writer, "poststop", Poststop);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, ValueList<HookSpec> hooks)
    {
        writer.WriteStartArray(name);
        foreach (HookSpec hook in hooks)
        {
            writer.WriteStartObject();
            writer.WriteString("path", hook.Path);
            WriteTexts(writer, "args", hook.Args);
            WriteTexts(writer, "env", hook.Env);
            if (hook.TimeoutSeconds is { } seconds)
                writer.WriteNumber("timeout", seconds);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ValueList<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (string text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    public static KeptHooks Read(ref Utf8JsonReader reader)
    {
        var hooks = new KeptHooks(false, [], []);
        RecordFields.Expect(JsonTokenType.StartObject, ref reader);
        while (RecordFields.NextProperty(ref reader, out string name))
        {
            switch (name)
            {
                case "startContainer": hooks = hooks with { HasStartContainer = reader.GetBoolean() }; break;
                case "poststart": hooks = hooks with { Poststart = ReadList(ref reader) }; break;
                case "poststop": hooks = hooks with { Poststop = ReadList(ref reader) }; break;
                default: reader.Skip(); break;
            }
        }
        return hooks;
    }

    private static ValueList<HookSpec> ReadList(ref Utf8JsonReader reader)
    {
        var hooks = new List<HookSpec>();
        RecordFields.Expect(JsonTokenType.StartArray, ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            hooks.Add(ReadHook(ref reader));
        return [.. hooks];
    }

    private static HookSpec ReadHook(ref Utf8JsonReader reader)
    {
        var hook = new HookSpec { Path = "" };
        RecordFields.Expect(JsonTokenType.StartObject, ref reader);
        while (RecordFields.NextProperty(ref reader, out string name))
        {
            switch (name)
            {
                case "path": hook = hook with { Path = RecordFields.Text(ref reader) }; break;
                case "args": hook = hook with { Args = ReadTexts(ref reader) }; break;
                case "env": hook = hook with { Env = ReadTexts(ref reader) }; break;
                case "timeout": hook = hook with { TimeoutSeconds = reader.GetInt64() }; break;
                default: reader.Skip(); break;
            }
        }
        return hook.Path.StartsWith('/') && hook.TimeoutSeconds is null or > 0 ? hook : throw new FormatException("no hook");
    }

    private static ValueList<string> ReadTexts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        RecordFields.Expect(JsonTokenType.StartArray, ref reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            texts.Add(RecordFields.Text(ref reader));
        return [.. texts];
    }
}
