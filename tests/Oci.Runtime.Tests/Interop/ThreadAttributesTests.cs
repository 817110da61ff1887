using System.IO;
using System.Linq;
using System.Threading;
using Oci.Runtime.Interop;
using Oci.Spec;
using Xunit;

namespace Oci.Runtime.Tests.Interop;

/// <summary>What one thread sets for itself, on a thread that ends with the test.</summary>
public sealed class ThreadAttributesTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0,1023")]
    [InlineData("0-32767")]
    public void An_affinity_may_have_a_mask_of_any_size(string list)
    {
        int result = -1;
        string allowed = "";
        OnItsOwnThread(() =>
        {
            result = ThreadAttributes.TrySetAffinity(0, NumberList.MaskOf(NumberList.Parse(list)));
            allowed = File.ReadLines("/proc/thread-self/status").First(static line => line.StartsWith("Cpus_allowed_list:")).Split('\t')[1];
        });

        Assert.Equal(0, result);
        Assert.Equal(list == "0-32767" ? Online() : "0", allowed);
    }

    [Fact]
    public void An_affinity_without_a_processor_of_this_machine_is_refused()
    {
        int result = 0;
        OnItsOwnThread(() => result = ThreadAttributes.TrySetAffinity(0, NumberList.MaskOf(NumberList.Parse("32767"))));

        Assert.Equal(Errno.EINVAL, result);
    }

    private static string Online() =>
        File.ReadLines("/proc/self/status").First(static line => line.StartsWith("Cpus_allowed_list:")).Split('\t')[1];

    private static void OnItsOwnThread(ThreadStart action)
    {
        var thread = new Thread(action);
        thread.Start();
        thread.Join();
    }
}
