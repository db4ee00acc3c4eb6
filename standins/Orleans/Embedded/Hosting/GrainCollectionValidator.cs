using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Embedded.Hosting;

internal sealed class GrainCollectionValidator(IOptions<GrainCollectionOptions> options) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        var quantum = options.Value.CollectionQuantum;
        if (quantum <= TimeSpan.Zero)
            throw new OrleansConfigurationException($"{nameof(GrainCollectionOptions.CollectionQuantum)} is set to {quantum}. It must be greater than 0");
        Check(nameof(GrainCollectionOptions.CollectionAge), options.Value.CollectionAge);
        foreach (var (name, age) in options.Value.ClassSpecificCollectionAge)
            Check($"{name} CollectionAgeLimit", age);

        void Check(string name, TimeSpan age)
        {
            if (age <= quantum)
                throw new OrleansConfigurationException($"{name} is set to {age}. It must be greater than {nameof(GrainCollectionOptions.CollectionQuantum)}, which is set to {quantum}");
        }
    }
}
