using System.Collections.Generic;
using System.Text;
using Oci.Runtime.Interop;

namespace Oci.Runtime.Cgroups;

/// <summary>Puts device rules into force for a cgroup.</summary>
internal static class DeviceRestriction
{
    /// <summary>For a cgroup without processes.</summary>
    public static void Set(DeviceRules rules, string path, bool isV2)
    {
        using Fd directory = Files.Open(path, Files.ReadOnly | Files.Directory);
        if (isV2)
            SetProgram(rules, directory, path);
        else
            Write(directory, rules.ToV1Writes());
    }

    /// <summary>
    /// For a cgroup whose processes run: what is allowed before and after is allowed all the time. Version 2 replaces
    /// the program in one step; version 1 is told the differences.
    /// </summary>
    public static void Change(DeviceRules rules, string path, bool isV2)
    {
        using Fd directory = Files.Open(path, Files.ReadOnly | Files.Directory);
        if (isV2)
        {
            SetProgram(rules, directory, path);
            return;
        }
        string now = Encoding.ASCII.GetString(Files.ReadAll($"{path}/devices.list"));
        Write(directory, rules.ToV1Changes(now));
    }

    private static void SetProgram(DeviceRules rules, Fd directory, string path)
    {
        using Fd program = Bpf.LoadDeviceProgram(DeviceProgram.Compile(rules));
        Bpf.SetDeviceProgram(directory, program, path);
    }

    private static void Write(Fd directory, IEnumerable<(string File, string Line)> writes)
    {
        foreach ((string file, string line) in writes)
            Files.WriteControlFile(directory.Value, file, Encoding.ASCII.GetBytes(line));
    }
}
