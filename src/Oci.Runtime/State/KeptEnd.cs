using System;
using System.Buffers;
using System.Text.Json;

namespace Oci.Runtime.State;

/// <summary>How a container's process ended, kept by whoever learnt it.</summary>
/// <param name="ExitCode">128 + N when signal N ended it.</param>
/// <param name="Finished">When; null when nobody looked at that moment.</param>
internal sealed record KeptEnd(int ExitCode, DateTimeOffset? Finished)
{
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("exitCode"u8, ExitCode);
            if (Finished is { } moment)
                writer.WriteString("finishedAt"u8, moment);
            writer.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Null for what is none: then it is as good as not known.</summary>
    public static KeptEnd? TryParse(ReadOnlySpan<byte> text)
    {
        int? code = null;
        DateTimeOffset? finished = null;
        try
        {
            var reader = new Utf8JsonReader(text);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                bool isCode = reader.ValueTextEquals("exitCode"u8);
                bool isFinished = reader.ValueTextEquals("finishedAt"u8);
                reader.Read();
                if (isCode && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number))
                    code = number;
                else if (isFinished && reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out DateTimeOffset moment))
                    finished = moment;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The latter is the reader's for half of a surrogate pair in an escaped name.
            return null;
        }
        return code is { } known ? new KeptEnd(known, finished) : null;
    }
}
