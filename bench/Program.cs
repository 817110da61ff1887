using System;
using System.CommandLine;
using System.Linq;

namespace Oci.Bench;

/// <summary>Compares a container runtime with others: the same work, in an order drawn anew each round.</summary>
internal static class Program
{
    private static readonly Option<string[]> Runtimes = new("--runtime")
    {
        Description = "A runtime to measure, as NAME=PATH; the first is compared with the others. "
            + "runc and crun on PATH are added; naming one again replaces its path.",
        HelpName = "NAME=PATH",
        Required = true,
        Validators =
        {
            static result =>
            {
                if (result.Tokens.Any(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                    result.AddError("--runtime takes NAME=PATH");
            },
        },
    };

    private static readonly Option<string> Only = new Option<string>("--only")
    {
        Description = "Do one measurement in place of all.",
    }.AcceptOnlyFromAmong([.. Scenarios.Names, PeakMemory.Name, SmallestLimit.Name]);

    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "Rounds that count; each measures every runtime once.",
        DefaultValueFactory = static _ => 60,
    };

    private static readonly Option<int> WarmUp = new("--warm-up")
    {
        Description = "Rounds before those, which do not count.",
        DefaultValueFactory = static _ => 5,
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "What the order of the runtimes is drawn from.",
        DefaultValueFactory = static _ => Random.Shared.Next(1_000_000),
    };

    private static readonly Option<string> ConfigOf = new("--config-of")
    {
        Description = "Give every runtime the config.json that this one's `spec` prints, in place of its own.",
        HelpName = "NAME",
    };

    private static int Main(string[] args)
    {
        RootCommand command = new("Compares ociruntime with runc and crun.")
        {
            Runtimes, Only, Rounds, WarmUp, Seed, ConfigOf,
        };
        command.SetAction(static parsed => Measure(new BenchOptions
        {
            Runtimes = parsed.GetRequiredValue(Runtimes),
            Only = parsed.GetValue(Only),
            Rounds = parsed.GetValue(Rounds),
            WarmUp = parsed.GetValue(WarmUp),
            Seed = parsed.GetValue(Seed),
            ConfigOf = parsed.GetValue(ConfigOf),
        }));
        return command.Parse(args).Invoke();
    }

    private static int Measure(BenchOptions options)
    {
        try
        {
            using Session session = new(options);
            session.Run(Console.Out);
            return 0;
        }
        catch (BenchException failure)
        {
            Console.Error.WriteLine($"bench: {failure.Message}");
            return 1;
        }
    }
}
