using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Oci.Clients.Tests.Harness;

/// <summary>
/// Scenarios with an engine, each played with both runtimes. What runc cannot do on a machine is not asked of another
/// runtime: it is skipped, with runc's error as the reason.
/// </summary>
public abstract class ClientTest(Engine engine)
{
    private static readonly ConcurrentDictionary<string, string> FailuresOfRunc = new();

    /// <summary>Options of `run` that podman and docker share: gone at the end, and no network to set up.</summary>
    protected static string[] Once(params string[] more) => ["run", "--rm", "--network", "none", .. more];

    /// <summary>Play a scenario with a runtime.</summary>
    protected void Play(string runtime, Action<Client> scenario, [CallerMemberName] string name = "")
    {
        Assert.SkipWhen(engine.Obstacle is not null, engine.Obstacle ?? "");
        if (runtime == Runtimes.Runc)
            SkipIfRuncFailed(name, scenario);
        else
            PlayWithOurs(name, scenario);
    }

    private void PlayWithOurs(string name, Action<Client> scenario)
    {
        try
        {
            Perform(Runtimes.Ours, scenario);
        }
        catch (Exception)
        {
            SkipIfRuncFailed(name, scenario);
            throw;
        }
    }

    private void SkipIfRuncFailed(string name, Action<Client> scenario)
    {
        string failure = FailuresOfRunc.GetOrAdd($"{GetType().Name}.{name}", _ => FailureOfRunc(scenario));
        Assert.SkipWhen(failure.Length > 0, "runc does not pass on this machine: " + failure);
    }

    private string FailureOfRunc(Action<Client> scenario)
    {
        try
        {
            Perform(Runtimes.Runc, scenario);
            return "";
        }
        catch (Exception failure)
        {
            return Shortened(failure.Message);
        }
    }

    // A program may print all its options with an error: what was asked is at the beginning, the error at the end.
    private static string Shortened(string text) => text.Length <= 600 ? text : $"{text[..300]} … {text[^300..]}";

    private void Perform(string runtime, Action<Client> scenario)
    {
        using Client client = engine.With(runtime);
        scenario(client);
    }
}
