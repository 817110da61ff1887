using Oci.Spec;

namespace Oci.Runtime.Cgroups;

/// <summary>Device rules where the caller may set none.</summary>
/// <remarks>
/// A container of an ordinary user is in a user namespace. There the kernel lets nobody make a device, and no file system
/// that is mounted there has any: what can be opened are the devices that the user put in from outside, and can open
/// himself. That is what the usual list wants, which denies everything and allows a few; and allowing more gives nothing.
/// A device of its own that is to be denied would stay open, though.
/// </remarks>
internal static class UsersDevices
{
    /// <exception cref="RuntimeFailure">A rule that would have an effect.</exception>
    public static void Check(ValueList<DeviceRule> rules)
    {
        // What no one can apply is a failure here too.
        _ = DeviceRules.From(rules);
        for (int i = 0; i < rules.Count; i++)
        {
            DeviceRule rule = rules[i];
            bool isOfAll = rule.Type == 'a' && rule.Major is null or -1 && rule.Minor is null or -1;
            if (rule.Allow || isOfAll)
                continue;
            throw new RuntimeFailure(
                "deny", "a device", "only root can take one away", $"/linux/resources/devices/{i}",
                "do not put it into the container");
        }
    }
}
