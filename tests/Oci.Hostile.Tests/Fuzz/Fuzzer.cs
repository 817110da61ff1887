using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using Oci.Cli.Parsing;
using Oci.Runtime;
using Oci.Spec;

namespace Oci.Hostile.Tests.Fuzz;

/// <summary>What came of trying.</summary>
internal sealed record FuzzReport(long Tried, int Answers, int Branches, string? Finding);

/// <summary>
/// Tries changed inputs on a target for a time. An input that takes a branch which no other took before, or gets an answer which no
/// other got, is kept and changed further; so the tries get behind the first checks.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, int seed)
{
    private const int LargestCorpus = 2000;
    private const int MostAnswers = 100_000;
    private static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(10);
    private readonly HashSet<string> _answers = [];
    private readonly Coverage _coverage = new();
    private readonly List<byte[]> _corpus = [];
    private long _tried;
    private volatile byte[] _current = [];

    /// <summary>Tries for so long, or until something is found.</summary>
    public FuzzReport Try(TimeSpan time, int most)
    {
        string? finding = null;
        // A thread of its own, to notice that it hangs.
        var thread = new Thread(() => finding = LoopOrFault(time, most)) { IsBackground = true };
        thread.Start();
        byte[] before = _current;
        while (!thread.Join(LongestRun))
        {
            if (ReferenceEquals(before, _current))
                return new(_tried, _answers.Count, _coverage.Branches, $"it does not end:\n{Save(_current)}");
            before = _current;
        }
        return new(_tried, _answers.Count, _coverage.Branches, finding);
    }

    /// <summary>What is wrong with the answer to one input; null when nothing is.</summary>
    public static string? Check(FuzzTarget target, byte[] input, out string answer)
    {
        try
        {
            answer = target.Run(input);
            return null;
        }
        catch (Exception failure) when (failure is RuntimeFailure or InvalidSpecException or UsageException
            || failure.GetType() == target.Documented)
        {
            answer = Shape(failure.Message);
            return null;
        }
        catch (Exception failure)
        {
            answer = failure.GetType().Name;
            return failure.ToString();
        }
    }

    // Beyond the thread's end an exception would reach nobody.
    private string? LoopOrFault(TimeSpan time, int most)
    {
        try
        {
            return Loop(time, most);
        }
        catch (Exception fault)
        {
            return $"the fuzzer itself failed: {fault}";
        }
    }

    private string? Loop(TimeSpan time, int most)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (byte[] first in target.Seeds)
        {
            if (Take(first) is { } finding)
                return finding;
        }
        var mutator = new Mutator(new Random(seed), target);
        while (Stopwatch.GetElapsedTime(start) < time && _tried < most)
        {
            if (Take(mutator.Next(_corpus)) is { } finding)
                return finding;
        }
        return null;
    }

    private string? Take(byte[] input)
    {
        _current = input;
        _tried++;
        Coverage.Begin();
        if (Check(target, input, out string answer) is { } wrong)
            return $"{wrong}\n{Save(input)}";
        bool isNew = (_answers.Count < MostAnswers && _answers.Add(answer)) | _coverage.HasNew();
        if ((isNew || _corpus.Count == 0) && _corpus.Count < LargestCorpus)
            _corpus.Add(input);
        return null;
    }

    private string Save(byte[] input)
    {
        string path = Path.Combine(Path.GetTempPath(), $"fuzz-{target.Name}-{Guid.NewGuid():N}");
        File.WriteAllBytes(path, input);
        string place = $"The input is in {path}; after the repair, keep it in Fuzz/findings/{target.Name}/.";
        return $"{place} As base64:\n{Convert.ToBase64String(input)}";
    }

    // Two messages that differ only in what they quote are the same answer.
    private static string Shape(string message)
    {
        var shape = new StringBuilder();
        bool isQuoted = false;
        foreach (char letter in message.AsSpan(0, Math.Min(message.Length, 400)))
        {
            if (letter is '"' or '\'')
                isQuoted = !isQuoted;
            else if (!isQuoted && (char.IsAsciiLetter(letter) || letter is '/' or ' ' or ':'))
                shape.Append(letter);
        }
        return shape.ToString();
    }
}
