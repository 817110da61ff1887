using System;
using System.Collections.Generic;
using System.Globalization;
using Oci.Runtime.Init;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;
using Oci.Spec;

namespace Oci.Runtime.Steps;

/// <summary>Looks HOME up in the container's <c>/etc/passwd</c>, when config.json sets none.</summary>
/// <remarks>Engines rely on it since runc does it. Only this value is taken from the image; ids never are.</remarks>
internal sealed record FindHome(uint Uid) : InitStep("/process/env")
{
    private const int LargestFile = 4 << 20;

    public override StepTag Tag => StepTag.FindHome;

    public override Stage Stage => Stage.Root;

    public override string Describe() => $"look up the home directory of user {Uid} in /etc/passwd";

    public override void Run(InitContext context)
    {
        context.Home = "/";
        // Looked at before it is opened: opening a device of the image would already do something.
        using Fd? place = RootPath.TryOpen(context.Root, "/etc/passwd", Files.PathOnly, out _);
        if (place is null || Files.Status(place, "/etc/passwd") is not { IsRegular: true, Size: <= LargestFile })
            return;
        using Fd? file = RootPath.TryOpen(context.Root, "/etc/passwd", Files.ReadOnly | Files.NonBlocking, out _);
        if (file is null || !Files.Status(file, "/etc/passwd").IsRegular)
            return;
        context.Home = HomeIn(file) ?? "/";
    }

    // A link may lead to a regular file of procfs that cannot be read, such as /proc/1/mem: it names nobody either.
    private string? HomeIn(Fd file)
    {
        try
        {
            return PasswdFile.HomeOf(Files.ReadAll(file, "/etc/passwd", LargestFile), Uid);
        }
        catch (RuntimeFailure)
        {
            return null;
        }
    }

    public override void Write(StepWriter writer) => writer.Number("uid", Uid);

    public static FindHome Read(ref PlanReader reader) => new(reader.UInt32());
}

/// <summary>
/// Finds the program while the container is created, so that a missing one is an error of <c>create</c>.
/// </summary>
internal sealed record FindExecutable(string Name, string SearchPath) : InitStep("/process/args/0")
{
    public override StepTag Tag => StepTag.FindExecutable;

    public override Stage Stage => Stage.Process;

    public override string Describe() =>
        Name.Contains('/', StringComparison.Ordinal) ? $"check that {Name} can be executed" : $"find {Name} in {SearchPath}";

    public override void Run(InitContext context)
    {
        if (Name.Contains('/', StringComparison.Ordinal))
        {
            int errno = Files.CannotExecute(Name);
            if (errno != 0)
                throw KernelFailure.Of(errno, "exec", Name).As(FailureCode.ProcessNotExecutable);
            context.Executable = Name;
            return;
        }
        foreach (string directory in SearchPath.Split(':'))
        {
            // An empty element would mean the working directory, which the image chooses.
            if (directory.Length == 0)
                continue;
            string candidate = $"{directory}/{Name}";
            if (Files.CannotExecute(candidate) == 0)
            {
                context.Executable = candidate;
                return;
            }
        }
        throw new RuntimeFailure("exec", $"\"{Name}\"", "executable file not found in $PATH")
        {
            Errno = Errno.ENOENT, Code = FailureCode.ProcessNotExecutable,
        };
    }

    public override void Write(StepWriter writer)
    {
        writer.Text("name", Name);
        writer.Text("searchPath", SearchPath);
    }

    public static FindExecutable Read(ref PlanReader reader) => new(reader.Text(), reader.Text());
}

/// <summary><c>process.user.umask</c>.</summary>
internal sealed record SetUmask(uint Mask) : InitStep("/process/user/umask")
{
    public override StepTag Tag => StepTag.SetUmask;

    public override Stage Stage => Stage.Process;

    public override string Describe() => $"set the umask to {Convert.ToString(Mask, 8).PadLeft(4, '0')}";

    public override void Run(InitContext context) => Processes.SetUmask(Mask);

    public override void Write(StepWriter writer) => writer.Number("mask", Mask);

    public static SetUmask Read(ref PlanReader reader) => new(reader.UInt32());
}

/// <summary>Tells the parent that all is in place, and waits until the container is recorded as created.</summary>
internal sealed record ReportReady() : InitStep("")
{
    public override StepTag Tag => StepTag.ReportReady;

    public override Stage Stage => Stage.Process;

    public override string Describe() => "report that the container is ready";

    public override void Run(InitContext context)
    {
        context.CloseSetupDescriptors();
        context.Channel.Send(Signal.Ready);
        if (!context.Channel.Expect(Signal.Recorded))
            throw new ParentGoneException();
    }

    public override void Write(StepWriter writer)
    {
    }

    public static ReportReady Read() => new();
}

/// <summary>Waits for the start: <c>create</c> leaves a socket for <c>start</c>, <c>run</c> says it itself.</summary>
/// <param name="GateIndex">Index of the listening socket that <c>start</c> connects to, or -1 for <c>run</c>.</param>
internal sealed record AwaitStart(int GateIndex) : InitStep("")
{
    public override StepTag Tag => StepTag.AwaitStart;

    public override Stage Stage => Stage.Start;

    public override string Describe() => "wait for start";

    public override void Run(InitContext context)
    {
        context.CloseSetupDescriptors();
        if (GateIndex < 0)
        {
            if (!context.Channel.Expect(Signal.Start))
                throw new ParentGoneException();
            context.Starter = context.Channel;
            return;
        }
        context.Channel.Dispose();
        Fd gate = context.Received[GateIndex];
        // A starter that dies before it has said its word leaves the container created.
        while (true)
        {
            var starter = new Channel(Sockets.Accept(gate, "the start socket"));
            int received = context.Received.Count;
            if (starter.Expect(Signal.Start, context.Received))
            {
                if (context.Received.Count > received)
                    context.KeepTimeline(context.Received[received]);
                context.Starter = starter;
                gate.Dispose();
                return;
            }
            starter.Dispose();
        }
    }

    public override void Write(StepWriter writer) => writer.Number("gateIndex", GateIndex);

    public static AwaitStart Read(ref PlanReader reader) => new(reader.Int32());
}

/// <summary>Becomes the container's program.</summary>
/// <remarks>
/// Whoever started it learns of success by the end of the line: every descriptor of ours closes on exec.
/// </remarks>
/// <param name="TellsPid">The process is told its number, so that it knows that the sockets it inherits are meant for it.</param>
internal sealed record Execute(
    ValueList<string> Args, ValueList<string> Env, bool NeedsHome, bool TellsPid, int PreserveFds)
    : InitStep("/process/args")
{
    public override StepTag Tag => StepTag.Execute;

    public override Stage Stage => Stage.Start;

    public override string Describe() => $"execute {string.Join(' ', Args)}";

    // Before the last limits: under some of them nothing can be allocated any more.
    public override void Prepare(InitContext context)
    {
        var environment = new List<string>(Env.AsSpan().ToArray());
        if (NeedsHome)
            environment.Add($"HOME={context.Home ?? "/"}");
        if (TellsPid)
            environment.Add($"{PassedEnvironment.ListenPid}={Processes.OwnId.ToString(CultureInfo.InvariantCulture)}");
        context.Program = new PreparedProgram(context.Executable!, Args.AsSpan(), environment.ToArray());
    }

    public override void Run(InitContext context)
    {
        // What the caller left open is closed by now; what we hold, except the line to the starter, closes with this.
        Processes.CloseFrom(3 + PreserveFds, onExec: true);
        Processes.ResetSignals();
        context.Starter!.AnnounceExecution();
        context.Program!.Execute();
    }

    public override void Write(StepWriter writer)
    {
        writer.Texts("args", Args);
        writer.Texts("env", Env);
        writer.Flag("needsHome", NeedsHome);
        writer.Flag("tellsPid", TellsPid);
        writer.Number("preserveFds", PreserveFds);
    }

    public static Execute Read(ref PlanReader reader) => new(
        reader.Texts(), reader.Texts(), reader.Flag(), reader.Flag(), reader.Int32());
}
