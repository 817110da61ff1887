using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Oci.Integration.Tests.Machine;
using Xunit;

namespace Oci.Integration.Tests.Faults;

/// <summary>Cuts the record of a container off, as a full disk or a crash of the machine would.</summary>
public sealed class DamagedRecordTests(ITestOutputHelper output)
{
    private const int Cuts = 40;

    [Fact]
    public void Delete_by_force_ends_and_removes_whatever_the_rest_of_the_record_still_proves()
    {
        using var fixture = new ContainerFixture(RuntimeUnderTest.PathOrSkip(), BundleKind.HostMounts);
        string file = Path.Combine(fixture.StateRoot, ContainerFixture.Id, "record.json");
        int ended = 0, removed = 0, unmounted = 0;
        for (int cut = 0; cut <= Cuts; cut++)
        {
            Succeed(fixture.CreateCommand);
            byte[] record = File.ReadAllBytes(file);
            byte[] left = record[..(record.Length * cut / Cuts)];
            File.WriteAllBytes(file, left);
            ChildResult deleted = Child.Run(fixture.DeleteCommand);
            // A mount that the rest does not name keeps its directory, and delete says so.
            bool namesMount = Holds(left, "\"rootMount\":{", "}");
            Assert.True(deleted.ExitCode == (namesMount ? 0 : 1), $"{left.Length} bytes left: {deleted.Errors}");

            var whole = JsonDocument.Parse(record);
            int pid = whole.RootElement.GetProperty("init").GetProperty("pid").GetInt32();
            bool namesInit = Holds(left, "\"init\":{", "}");
            if (namesInit)
                Assert.True(Wait.Until(() => ProcessTable.NameOfLiving(pid) is null), $"{left.Length} bytes left: {pid} lives");
            ended += namesInit ? 1 : 0;
            foreach (string cgroup in OwnCgroups(whole, left))
            {
                Assert.False(Directory.Exists(cgroup), $"{left.Length} bytes left: {cgroup} is there");
                removed++;
            }
            bool isMounted = File.ReadAllText("/proc/self/mountinfo").Contains(fixture.StateRoot, StringComparison.Ordinal);
            Assert.Equal(namesMount, !isMounted);
            unmounted += namesMount ? 1 : 0;
            fixture.CleanUp();
        }

        output.WriteLine($"of {Cuts + 1} records {ended} named init, {removed} cgroups were named, {unmounted} named the mount");
        Assert.True(ended > unmounted && removed > 0 && unmounted > 0, "the cuts miss what the test is about");
    }

    private static void Succeed(string[] command)
    {
        ChildResult result = Child.Run(command);
        Assert.True(result.ExitCode == 0, result.Errors);
    }

    private static bool Holds(byte[] text, string beginning, string end)
    {
        int begin = text.AsSpan().IndexOf(Encoding.UTF8.GetBytes(beginning));
        return begin >= 0 && text.AsSpan(begin).IndexOf(Encoding.UTF8.GetBytes(end)) >= 0;
    }

    private static IEnumerable<string> OwnCgroups(JsonDocument record, byte[] left) =>
        from cgroup in record.RootElement.GetProperty("cgroups").EnumerateArray()
        let inode = cgroup.GetProperty("inode").GetUInt64().ToString(CultureInfo.InvariantCulture)
        where cgroup.GetProperty("role").GetInt32() == 0 && Holds(left, $"\"inode\":{inode},\"role\":", "}")
        select cgroup.GetProperty("path").GetString()!;
}
