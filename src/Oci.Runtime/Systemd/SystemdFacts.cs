namespace Oci.Runtime.Systemd;

/// <summary>What the planner needs to know of systemd.</summary>
/// <param name="IsUser">The instance of a user, not of the machine.</param>
/// <param name="ControlGroup">The cgroup that all its units are below; empty for the root.</param>
/// <param name="Version">Which properties a unit may have depends on it.</param>
internal sealed record SystemdFacts(bool IsUser, string ControlGroup, int Version)
{
    public static SystemdFacts Ask(bool isUser)
    {
        using SystemdManager manager = SystemdManager.Connect(isUser);
        return manager.Facts(isUser);
    }
}
