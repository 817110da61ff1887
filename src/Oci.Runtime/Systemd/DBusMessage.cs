using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Oci.Spec;

namespace Oci.Runtime.Systemd;

/// <summary>The kinds of messages, by their number on the wire.</summary>
internal enum DBusMessageKind
{
    Call = 1,
    Reply = 2,
    Error = 3,
    Signal = 4,
}

/// <summary>Which method of which object is called.</summary>
internal sealed record DBusMethod(string Destination, string Path, string Interface, string Member);

/// <summary>A message as it came (D-Bus Specification, "Message Format").</summary>
/// <param name="ReplySerial">The call that it answers; 0 for none.</param>
internal sealed record DBusMessage(
    DBusMessageKind Kind, uint ReplySerial, string Path, string Interface, string Member, string ErrorName, string Signature,
    byte[] Body)
{
    /// <summary>The part of a message that says how long it is.</summary>
    public const int PrefixSize = 16;

    /// <summary>Far more than systemd ever sends; the specification allows 128 MiB.</summary>
    private const int Largest = 4 << 20;

    private const byte LittleEndian = (byte)'l';
    private const byte Version = 1;

    // Header fields.
    private const byte PathField = 1;
    private const byte InterfaceField = 2;
    private const byte MemberField = 3;
    private const byte ErrorField = 4;
    private const byte ReplySerialField = 5;
    private const byte DestinationField = 6;
    private const byte SignatureField = 8;

    /// <summary>What an error says, in words.</summary>
    public string ErrorText => Signature.StartsWith('s') ? new DBusReader(Body).Text() : "";

    public static byte[] Call(uint serial, DBusMethod method, params ReadOnlySpan<DBusValue> arguments)
    {
        var body = new DBusWriter();
        string signature = "";
        foreach (DBusValue argument in arguments)
        {
            signature += argument.Signature;
            argument.Write(body);
        }
        List<DBusValue> fields =
        [
            Field(PathField, "o", method.Path),
            Field(InterfaceField, "s", method.Interface),
            Field(MemberField, "s", method.Member),
            Field(DestinationField, "s", method.Destination),
        ];
        if (signature.Length > 0)
            fields.Add(Field(SignatureField, "g", signature));
        return Assemble(DBusMessageKind.Call, serial, [.. fields], body.Bytes);
    }

    private static DBusStruct Field(byte code, string type, string value) =>
        new([new DBusNumber("y", code), new DBusVariant(new DBusText(type, value))]);

    private static byte[] Assemble(DBusMessageKind kind, uint serial, ValueList<DBusValue> fields, ReadOnlySpan<byte> body)
    {
        var message = new DBusWriter();
        message.Raw([LittleEndian, (byte)kind, 0, Version]);
        message.Number(sizeof(uint), (ulong)body.Length);
        message.Number(sizeof(uint), serial);
        new DBusArray("(yv)", fields).Write(message);
        message.Align(8);
        message.Raw(body);
        return message.Bytes.ToArray();
    }

    /// <summary>How long the message is that begins with these bytes.</summary>
    public static int LengthOf(ReadOnlySpan<byte> prefix)
    {
        if (prefix[0] != LittleEndian || prefix[3] != Version)
            throw DBusReader.Malformed();
        long body = BinaryPrimitives.ReadUInt32LittleEndian(prefix[4..]);
        long fields = BinaryPrimitives.ReadUInt32LittleEndian(prefix[12..]);
        long length = PrefixSize + ((fields + 7) & ~7L) + body;
        return length <= Largest ? (int)length : throw DBusReader.Malformed();
    }

    /// <summary>Reads a message of the length that <see cref="LengthOf"/> tells.</summary>
    public static DBusMessage Parse(ReadOnlySpan<byte> bytes)
    {
        int bodyLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        int fieldsEnd = PrefixSize + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        var message = new DBusMessage(
            (DBusMessageKind)bytes[1], 0, "", "", "", "", "", bytes[^bodyLength..].ToArray());
        // From the start, because values are aligned there.
        var reader = new DBusReader(bytes[..fieldsEnd]);
        for (int i = 0; i < PrefixSize; i++)
            reader.Byte();
        while (!reader.IsAtEnd)
        {
            reader.Align(8);
            message = Set(message, reader.Byte(), ref reader);
        }
        return message;
    }

    private static DBusMessage Set(DBusMessage message, byte field, ref DBusReader reader)
    {
        switch (field)
        {
            case ReplySerialField: return message with { ReplySerial = reader.NumberInVariant() ?? throw DBusReader.Malformed() };
            case PathField: return message with { Path = Text(ref reader) };
            case InterfaceField: return message with { Interface = Text(ref reader) };
            case MemberField: return message with { Member = Text(ref reader) };
            case ErrorField: return message with { ErrorName = Text(ref reader) };
            case SignatureField: return message with { Signature = Text(ref reader) };
            default: _ = reader.TextInVariant(); return message;
        }
    }

    private static string Text(ref DBusReader reader) => reader.TextInVariant() ?? throw DBusReader.Malformed();
}
