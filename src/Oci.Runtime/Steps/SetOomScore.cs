using System.Globalization;
using System.Text;
using Oci.Runtime.Interop;
using Oci.Runtime.Launch;
using Oci.Runtime.Planning;

namespace Oci.Runtime.Steps;

/// <summary>
/// <c>process.oomScoreAdj</c>, written by the runtime: it may lower the value, which init may have lost the right to.
/// </summary>
/// <param name="AwaitsReady">
/// A process that its container may not look into shows its files to an ordinary user, too, only when it is init's program.
/// </param>
internal sealed record SetOomScore(int Score, bool AwaitsReady = false) : ParentStep("/process/oomScoreAdj")
{
    public override string Kind => "setOomScore";

    public override string Describe() => $"set the OOM score adjustment to {Score}";

    public override void Run(LaunchContext context)
    {
        if (AwaitsReady)
            context.AwaitReady();
        ProcFs.Write(
            context.Proc, $"{context.StartedInit.Pid}/oom_score_adj",
            Encoding.ASCII.GetBytes(Score.ToString(CultureInfo.InvariantCulture)), "lowering it needs CAP_SYS_RESOURCE");
    }

    public override void Write(StepWriter writer) => writer.Number("score", Score);
}
