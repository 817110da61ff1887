namespace Oci.Runtime.State;

/// <summary>The rule for container ids, checked before any path is made of one.</summary>
public static class ContainerId
{
    /// <summary>NAME_MAX: an id is the name of a directory.</summary>
    private const int Longest = 255;

    /// <summary>Letters, digits and <c>_ + - .</c>, the first one no dash or dot.</summary>
    public static void Check(string id)
    {
        if (!IsValid(id))
        {
            throw new RuntimeFailure(
                "use container id", $"\"{id}\"", "invalid container ID format", null,
                "letters, digits, '_', '+', '-' and '.'; not first '-' or '.'; at most 255")
                .As(FailureCode.Usage);
        }
    }

    /// <summary>Whether an id keeps that rule.</summary>
    public static bool IsValid(string id)
    {
        if (id.Length is 0 or > Longest || id[0] is '-' or '.')
            return false;
        foreach (char letter in id)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('_' or '+' or '-' or '.'))
                return false;
        }
        return true;
    }
}
