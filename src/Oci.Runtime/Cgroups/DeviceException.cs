using System;
using System.Globalization;

namespace Oci.Runtime.Cgroups;

/// <summary>Kinds of device nodes, with the numbers of the kernel's BPF_DEVCG_DEV_*.</summary>
internal enum DeviceType
{
    Block = 1,
    Character = 2,
}

/// <summary>What may be done with a device node, with the bits of the kernel's BPF_DEVCG_ACC_*.</summary>
[Flags]
internal enum DeviceAccess
{
    None = 0,
    Mknod = 1,
    Read = 2,
    Write = 4,
    All = Mknod | Read | Write,
}

/// <summary>
/// One exception from a default, as in devices.list of cgroup v1: some access to one device or to many.
/// </summary>
internal readonly record struct DeviceException(DeviceType Type, uint Major, uint Minor, DeviceAccess Access)
{
    /// <summary>The <c>*</c> in place of a number.</summary>
    public const uint Any = uint.MaxValue;

    /// <summary>The form that devices.allow and devices.deny take, such as <c>c 1:3 rwm</c>.</summary>
    public override string ToString() =>
        $"{(Type == DeviceType.Block ? 'b' : 'c')} {Text(Major)}:{Text(Minor)} {Text(Access)}";

    /// <summary>Reads a line of devices.list; null for the one that stands for all devices.</summary>
    public static DeviceException? TryParse(string line)
    {
        string[] parts = line.Split([' ', ':']);
        if (parts is not ["b" or "c", _, _, _])
            return null;
        var access = DeviceAccess.None;
        foreach (char letter in parts[3])
        {
            access |= letter switch
            {
                'r' => DeviceAccess.Read,
                'w' => DeviceAccess.Write,
                _ => DeviceAccess.Mknod,
            };
        }
        DeviceType type = parts[0] == "b" ? DeviceType.Block : DeviceType.Character;
        return new DeviceException(type, Number(parts[1]), Number(parts[2]), access);

        static uint Number(string text) => text == "*" ? Any : uint.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static string Text(uint number) => number == Any ? "*" : number.ToString(CultureInfo.InvariantCulture);

    private static string Text(DeviceAccess access) => string.Concat(
        access.HasFlag(DeviceAccess.Read) ? "r" : "",
        access.HasFlag(DeviceAccess.Write) ? "w" : "",
        access.HasFlag(DeviceAccess.Mknod) ? "m" : "");
}
