using System.Text;
using Oci.Runtime.Planning;
using Xunit;

namespace Oci.Runtime.Tests.Planning;

public class HostFactsTests
{
    [Theory]
    [InlineData("         0          0 4294967295\n", true)]
    [InlineData("         0       1000          1\n", false)]
    [InlineData("         0          0      65536\n", false)]
    [InlineData("         0          0 4294967295\n    1 2 3\n", false)]
    [InlineData("", false)]
    public void Only_the_initial_user_namespace_maps_every_id_to_itself(string map, bool isInitial) =>
        Assert.Equal(isInitial, HostFacts.IsInitialUserNamespace(Encoding.ASCII.GetBytes(map)));
}
