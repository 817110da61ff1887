using Oci.Conformance.Harness;

namespace Oci.Conformance;

/// <summary><c>exec</c> by a runtime that is itself in a user namespace, as podman starts it for ordinary users.</summary>
public sealed class ExecInUserNamespaceTests(Workspace workspace) : ContainerTest(workspace)
{
    // The runtime has the rights of root over its user namespace, but not over its pid namespace, which is the host's.
    [Fact]
    public void The_pid_namespace_may_be_that_of_the_host()
    {
        Container container = NewContainer();
        container.Config.Args("sleep", "1000").Without("/linux/resources").WithoutMount("/dev/pts")
            .Mount("/dev/pts", "devpts", "devpts", "newinstance").WriteTo(container.Bundle);
        string runtime = $"{RuntimeUnderTest.Binary} --root {container.StateRoot}";
        // The ids are mapped from outside, as newuidmap does: a user namespace that maps its own may not set groups.
        Outcome outcome = HostCommand.Shell($$"""
            cd '{{container.Bundle}}'
            mkfifo mapped
            unshare --user --mount --propagation private sh -euc '
                read -r line <mapped
                {{runtime}} create {{container.Id}} >/dev/null
                {{runtime}} start {{container.Id}}
                {{runtime}} exec {{container.Id}} sh -c "id -u; cat /proc/1/comm"
                {{runtime}} delete --force {{container.Id}}' &
            while [ "$(readlink /proc/$!/ns/user)" = "$(readlink /proc/self/ns/user)" ]; do sleep 0.05; done
            echo 0 0 1 >/proc/$!/uid_map
            echo 0 0 1 >/proc/$!/gid_map
            echo >mapped
            wait $!
            """);
        Assert.Equal(["0", "sleep"], outcome.Lines);
    }
}
