using System.Reflection;

namespace Orleans.Embedded.Calls;

/// <summary>A reference to a grain or observer. The class is not sealed because the proxies derive from it.</summary>
internal class GrainProxy : DispatchProxy
{
    private GrainInterface _interface = null!;

    public Silo Silo { get; private set; } = null!;

    public GrainId Target { get; private set; }

    public static object Create(Silo silo, GrainInterface @interface, GrainId target)
    {
        var proxy = (GrainProxy)DispatchProxy.Create(@interface.Type, typeof(GrainProxy));
        proxy.Silo = silo;
        proxy.Target = target;
        proxy._interface = @interface;
        return proxy;
    }

    public override bool Equals(object? obj) => obj is GrainProxy other && other.Target == Target;

    public override int GetHashCode() => Target.GetHashCode();

    public override string ToString() => $"GrainReference:{Target}:{_interface.Type.Name}";

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _interface.Find(targetMethod!).Call(this, args!);
}
