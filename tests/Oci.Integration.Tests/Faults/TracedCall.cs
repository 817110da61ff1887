namespace Oci.Integration.Tests.Faults;

/// <summary>Which process of <c>create</c> makes a call.</summary>
internal enum Role
{
    /// <summary>The runtime that the caller started, with all its threads.</summary>
    Parent,

    /// <summary>The first process it makes: the container's.</summary>
    Init,

    /// <summary>Any other, such as a hook.</summary>
    Other,
}

/// <summary>One system call of a traced program, at its entry.</summary>
/// <param name="Position">Its place among all calls of the processes of this role, from 0.</param>
/// <param name="Ordinal">Its place among the calls of this name of the processes of this role, from 0.</param>
/// <param name="Subject">The path or file it is about, when it has one.</param>
internal sealed record TracedCall(Role Role, int Position, string Name, int Ordinal, string? Subject)
{
    /// <summary>Whether this is, in another run, the same call.</summary>
    public bool IsSameAs(TracedCall other) => Role == other.Role && Name == other.Name && Ordinal == other.Ordinal;

    public override string ToString() => $"{Role}: {Name}#{Ordinal} {Subject}".TrimEnd();
}

/// <summary>What is to happen in place of a system call.</summary>
internal abstract record Fault
{
    /// <summary>The call is not made, and fails.</summary>
    public sealed record Error(int Errno) : Fault;

    /// <summary>The runtime is killed, and the processes it made go on.</summary>
    public sealed record KillParent : Fault;

    /// <summary>The process that makes the call is killed.</summary>
    public sealed record KillCaller : Fault;

    /// <summary>The runtime is killed with all processes it made.</summary>
    public sealed record KillAll : Fault;
}
