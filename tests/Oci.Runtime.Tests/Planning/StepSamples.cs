using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Oci.Runtime.Interop;
using Oci.Runtime.Steps;
using Oci.Spec;

namespace Oci.Runtime.Tests.Planning;

/// <summary>Makes instances of every kind of step, also of kinds that are not thought of yet.</summary>
internal static class StepSamples
{
    public static IEnumerable<Type> Kinds =>
        typeof(InitStep).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(InitStep)) && !type.IsAbstract);

    /// <summary>Ordinary values, every one different from the next.</summary>
    public static InitStep Full(Type kind)
    {
        int number = 0;
        return (InitStep)Make(kind, parameter => Value(parameter.ParameterType, ++number));
    }

    /// <summary>The least of everything: no text where one may be missing, empty texts and lists, zeros.</summary>
    public static InitStep Empty(Type kind) => (InitStep)Make(kind, static parameter => EmptyValue(parameter));

    /// <summary>The outermost numbers, and texts outside of ASCII.</summary>
    public static InitStep Extreme(Type kind) => (InitStep)Make(kind, static parameter => ExtremeValue(parameter.ParameterType));

    private static object Make(Type type, Func<ParameterInfo, object?> value)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(value)]);
    }

    private static object Value(Type type, int number) => type switch
    {
        _ when type == typeof(string) => $"text {number}",
        _ when type == typeof(int) => number,
        _ when type == typeof(uint) => (uint)number,
        _ when type == typeof(ulong) => (ulong)number,
        _ when type == typeof(char) => (char)('a' + number),
        _ when type == typeof(bool) => true,
        _ when type == typeof(ValueList<string>) => (ValueList<string>)[$"first {number}", $"second {number}"],
        _ when type == typeof(ValueList<uint>) => (ValueList<uint>)[(uint)number, 0, 7],
        _ when type == typeof(MountAttributes) => (MountAttributes)(1 << (number % 8)),
        _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
        _ when type == typeof(MountFlags) => Make(type, parameter => Value(parameter.ParameterType, ++number)),
        _ => throw new NotSupportedException($"no sample of {type}: add one, and a form for it on the wire"),
    };

    private static object? EmptyValue(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (type == typeof(string))
            return new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable ? null : "";
        if (type == typeof(ValueList<string>))
            return (ValueList<string>)[];
        if (type == typeof(ValueList<uint>))
            return (ValueList<uint>)[];
        return type == typeof(MountFlags) ? Make(type, EmptyValue) : Activator.CreateInstance(type);
    }

    private static object ExtremeValue(Type type) => type switch
    {
        _ when type == typeof(string) => "ä€𝄞 \n\"\\,",
        _ when type == typeof(int) => -1,
        _ when type == typeof(uint) => uint.MaxValue,
        _ when type == typeof(ulong) => ulong.MaxValue,
        _ when type == typeof(char) => '\uFFFD',
        _ when type == typeof(bool) => true,
        _ when type == typeof(ValueList<string>) => (ValueList<string>)["", new string('x', 100_000), "𝄞"],
        _ when type == typeof(ValueList<uint>) => (ValueList<uint>)[uint.MaxValue, uint.MinValue],
        _ when type == typeof(MountAttributes) => (MountAttributes)uint.MaxValue,
        _ when type.IsEnum => Value(type, 0),
        _ => Make(type, static parameter => ExtremeValue(parameter.ParameterType)),
    };
}
