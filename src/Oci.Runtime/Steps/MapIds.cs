using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>How the id maps of a user namespace are written (user_namespaces(7)).</summary>
internal enum MapMethod
{
    /// <summary>By us: we have CAP_SETUID and CAP_SETGID where the ids come from.</summary>
    Direct,

    /// <summary>By us, one id each, our own; the kernel wants setgroups(2) denied for that.</summary>
    OwnIds,

    /// <summary>By newuidmap(1) and newgidmap(1), which check /etc/subuid and /etc/subgid.</summary>
    Helpers,
}

/// <summary>Lets init go on in a user namespace: writes its maps, if it is new, and opens the gate.</summary>
internal sealed record MapIds(ValueList<IdMapping> Users, ValueList<IdMapping> Groups, MapMethod Method, bool IsNew)
    : ParentStep(IsNew ? "/linux/uidMappings" : "/linux/namespaces")
{
    public override string Kind => "mapIds";

    public override string Describe() => IsNew
        ? $"map ids{(Method == MapMethod.Helpers ? " with newuidmap and newgidmap" : "")}: users {Text(Users)}; groups {Text(Groups)}"
        : "let init become root of the user namespace";

    private static string Text(ValueList<IdMapping> maps)
    {
        var parts = new List<string>();
        foreach (IdMapping map in maps)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{map.ContainerId} is {map.HostId} of the host ({map.Size})"));
        return string.Join(", ", parts);
    }

    public override void Run(LaunchContext context)
    {
        if (IsNew)
            WriteMaps(context.Proc, context.StartedInit.Pid);
        Sockets.Send(context.StartedInit.Channel.Socket, [1], [], "init");
    }

    private void WriteMaps(Fd proc, int pid)
    {
        if (Method == MapMethod.Helpers)
        {
            IdMapHelper.OfGroups.Run(pid, Groups);
            IdMapHelper.OfUsers.Run(pid, Users);
            return;
        }
        if (Method == MapMethod.OwnIds)
            ProcFs.Write(proc, $"{pid}/setgroups", "deny"u8);
        WriteMap(proc, $"{pid}/gid_map", Groups, "/linux/gidMappings");
        WriteMap(proc, $"{pid}/uid_map", Users, "/linux/uidMappings");
    }

    /// <summary>A map as uid_map and gid_map take it.</summary>
    public static string Lines(ValueList<IdMapping> maps)
    {
        var lines = new StringBuilder();
        foreach (IdMapping map in maps)
            lines.Append(CultureInfo.InvariantCulture, $"{map.ContainerId} {map.HostId} {map.Size}\n");
        return lines.ToString();
    }

    /// <summary>Writes a map of a user namespace that has none yet.</summary>
    public static void WriteMap(Fd proc, string path, ValueList<IdMapping> maps, string pointer)
    {
        try
        {
            ProcFs.Write(proc, path, Encoding.ASCII.GetBytes(Lines(maps)));
        }
        catch (RuntimeFailure failure)
        {
            throw new RuntimeFailure("write the id map", $"/proc/{path}", failure.Reason, pointer) { Errno = failure.Errno };
        }
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("users", Text(Users));
        writer.Text("groups", Text(Groups));
        writer.Text("method", Method.ToString());
    }
}
