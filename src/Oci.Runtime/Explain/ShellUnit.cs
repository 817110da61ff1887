using System.Collections.Generic;
using System.Globalization;
using Oci.Runtime.Systemd;
using Oci.Spec;
using static Oci.Runtime.Explain.ShellText;

namespace Oci.Runtime.Explain;

/// <summary>The shell commands that have systemd start a container's scope (busctl(1)).</summary>
internal static class ShellUnit
{
    /// <remarks>
    /// The shell itself is put into the scope: a scope needs a process, and init is made later here. What the shell starts
    /// is in it as well.
    /// </remarks>
    public static void Write(ShellText script, ContainerUnit unit)
    {
        ValueList<UnitProperty> properties = unit.Properties;
        int count = properties.Count + 1;
        script.Line($"busctl {(unit.IsUser ? "--user " : "")}--quiet call org.freedesktop.systemd1 /org/freedesktop/systemd1 \\");
        script.Line("    org.freedesktop.systemd1.Manager StartTransientUnit 'ssa(sv)a(sa(sv))' \\");
        script.Line($"    {Quote(unit.Place.Name)} replace {count.ToString(CultureInfo.InvariantCulture)} \\");
        foreach (UnitProperty property in properties)
            script.Line($"    {property.Name} {Quote(property.Value.Signature)} {string.Join(' ', Words(property.Value))} \\");
        script.Line("    PIDs au 1 $$ 0");
        script.Line("# systemd answers before it has done it");
        script.Line($"until grep -q \"^$$\\$\" {Quote($"{unit.Directory}/cgroup.procs")} 2>/dev/null; do sleep 0.1; done");
    }

    /// <summary>A value as busctl(1) takes it: the types are given apart, lists begin with their length.</summary>
    private static IEnumerable<string> Words(DBusValue value)
    {
        switch (value)
        {
            case DBusText text: yield return Quote(text.Value); break;
            case DBusNumber number: yield return WordOf(number); break;
            case DBusVariant variant:
                yield return Quote(variant.Value.Signature);
                foreach (string word in Words(variant.Value))
                    yield return word;
                break;
            default:
                ValueList<DBusValue> parts = value is DBusArray array ? array.Items : ((DBusStruct)value).Fields;
                if (value is DBusArray)
                    yield return parts.Count.ToString(CultureInfo.InvariantCulture);
                foreach (DBusValue part in parts.AsSpan().ToArray())
                {
                    foreach (string word in Words(part))
                        yield return word;
                }
                break;
        }
    }

    // Without the type that stands before it: that is in the signature.
    private static string WordOf(DBusNumber number)
    {
        string text = number.ToString();
        return text[(text.LastIndexOf(' ') + 1)..];
    }
}
