using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Oci.Runtime.Cgroups;
using Oci.Runtime.Interop;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

/// <summary>
/// Device programs in the kernel of this machine. Needs root and a cgroup2 mount; makes one cgroup and removes it.
/// </summary>
public sealed class BpfTests
{
    private static readonly DeviceRules OnlyNull =
        new(AllowsByDefault: false, [new DeviceException(DeviceType.Character, 1, 3, DeviceAccess.Read | DeviceAccess.Write)]);

    [Fact]
    public void A_process_in_the_cgroup_gets_EPERM_for_a_device_that_is_not_allowed()
    {
        using var cgroup = TemporaryCgroup.MakeOrSkip();

        cgroup.Attach(OnlyNull);

        Assert.Equal(
            "null allowed\nfull: Operation not permitted\n",
            cgroup.RunShell(
                """
                (: <>/dev/null) && echo null allowed
                dd if=/dev/full of=/dev/null count=1 2>&1 | sed -n "s/.*\/dev\/full.*: /full: /p"
                """));
    }

    [Fact]
    public void The_last_program_replaces_those_before()
    {
        using var cgroup = TemporaryCgroup.MakeOrSkip();

        cgroup.Attach(OnlyNull);
        cgroup.Attach(new DeviceRules(AllowsByDefault: true, [OnlyNull.Exceptions[0]]));

        Assert.Equal("denied\n", cgroup.RunShell("(: </dev/null) 2>&- || echo denied; : </dev/full"));
        Assert.Equal(1, cgroup.Programs);
    }

    [Fact]
    public void The_verifier_takes_tens_of_thousands_of_rules_of_every_shape()
    {
        using var cgroup = TemporaryCgroup.MakeOrSkip();
        DeviceRule[] configured =
        [
            .. Enumerable.Range(0, 20_000).Select(number => new DeviceRule(true, 'c', 300 + (number % 7), number, "rw")),
            .. Enumerable.Range(0, 4_000).Select(number => new DeviceRule(true, 'b', number, null, "r")),
            .. Enumerable.Range(0, 4_000).Select(number => new DeviceRule(true, 'b', null, number, "wm")),
        ];

        cgroup.Attach(DeviceRules.From([.. configured]));
        cgroup.Attach(DeviceRules.From(
            [new(true, 'a', null, null, "rwm"), .. configured.Select(rule => rule with { Allow = false })]));

        Assert.Equal("ran\n", cgroup.RunShell(": <>/dev/null && echo ran"));
    }

    [Fact]
    public void A_program_that_the_verifier_refuses_is_one_line_with_the_errno()
    {
        using var cgroup = TemporaryCgroup.MakeOrSkip();

        var failure = Assert.Throws<RuntimeFailure>(() => Bpf.LoadDeviceProgram([BpfInstruction.Exit()]));

        Assert.Equal("load the device program: permission denied (EACCES)", failure.Message);
    }

    private sealed class TemporaryCgroup : IDisposable
    {
        private readonly string _path;

        private TemporaryCgroup(string path) => _path = Directory.CreateDirectory(path).FullName;

        public static TemporaryCgroup MakeOrSkip()
        {
            Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading a device program needs root");
            CgroupHierarchy? v2 = CgroupLayout.Parse(
                File.ReadAllBytes("/proc/self/mountinfo"), File.ReadAllBytes("/proc/self/cgroup")).V2;
            Assert.SkipWhen(v2?.OwnDirectory is null, "this machine has no cgroup2 mount");
            return new TemporaryCgroup($"{v2!.OwnDirectory}/oci-runtime-tests-{Guid.NewGuid():N}");
        }

        public void Attach(DeviceRules rules)
        {
            using Fd directory = Files.Open(_path, Files.ReadOnly | Files.Directory);
            using Fd program = Bpf.LoadDeviceProgram(DeviceProgram.Compile(rules));
            Bpf.SetDeviceProgram(directory, program, _path);
        }

        public int Programs
        {
            get
            {
                using Fd directory = Files.Open(_path, Files.ReadOnly | Files.Directory);
                return Bpf.DevicePrograms(directory, _path).Length;
            }
        }

        /// <summary>What a shell that has joined the cgroup prints.</summary>
        public string RunShell(string script)
        {
            var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add($"echo $$ > {_path}/cgroup.procs || exit\n{script}");
            start.Environment["LC_ALL"] = "C";
            using Process shell = Process.Start(start)!;
            string output = shell.StandardOutput.ReadToEnd();
            shell.WaitForExit();
            return output;
        }

        public void Dispose() => Directory.Delete(_path);
    }
}
