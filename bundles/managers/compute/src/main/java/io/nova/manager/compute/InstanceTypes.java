package io.nova.manager.compute;

import io.nova.api.compute.InstanceTypeService;
import io.nova.model.InstanceTypeName;
import io.nova.model.compute.InstanceType;
import io.nova.model.setting.SettingsFile;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The catalogue of sizes: those of 2010, and today's names for the same. */
@Component(configurationPid = InstanceTypes.PID)
@Designate(ocd = InstanceTypes.Config.class)
public final class InstanceTypes implements InstanceTypeService {

    static final String PID = "io.nova.manager.compute.types";

    static final InstanceTypeName DEFAULT = new InstanceTypeName("m1.small");

    /** The catalogue's settings. */
    @ObjectClassDefinition(name = "Instance types")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "The types, each as name/vCPUs/memory in MiB/root disk in GiB;"
                                + " a disk of 0 is as large as the image")
        String[] types() default {
            "m1.tiny/1/512/0",
            "m1.small/1/2048/20",
            "m1.medium/2/4096/40",
            "m1.large/4/8192/80",
            "m1.xlarge/8/16384/160",
            "c1.medium/4/2048/10",
            "t3.nano/1/512/0",
            "t3.small/1/2048/20",
            "t3.medium/2/4096/40",
            "t3.large/4/8192/80",
            "t3.xlarge/8/16384/160"
        };
    }

    private final Map<InstanceTypeName, InstanceType> types = new LinkedHashMap<>();

    @Activate
    public InstanceTypes(Config config) {
        SettingsFile file = SettingsFile.of(PID);
        for (InstanceType type : file.list("types", config::types, InstanceTypes::parse)) {
            types.put(type.name(), type);
        }
        if (!types.containsKey(DEFAULT)) {
            throw file.refusal(
                    "types", "it must have " + DEFAULT + ", the type of requests that name none");
        }
    }

    @Override
    public List<InstanceType> list() {
        return types.values().stream().sorted(Comparator.comparing(InstanceType::name)).toList();
    }

    @Override
    public Optional<InstanceType> find(InstanceTypeName name) {
        return Optional.ofNullable(types.get(name));
    }

    private static InstanceType parse(String line) {
        String[] parts = line.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("'" + line + "' is not name/vCPUs/MiB/GiB");
        }
        try {
            InstanceType type =
                    new InstanceType(
                            new InstanceTypeName(parts[0]),
                            Integer.parseInt(parts[1]),
                            Integer.parseInt(parts[2]),
                            Integer.parseInt(parts[3]));
            if (type.vcpus() < 1 || type.memoryMib() < 1 || type.diskGib() < 0) {
                throw new IllegalArgumentException("'" + line + "' has a size that is too small");
            }
            return type;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + line + "' has a size that is no number");
        }
    }
}
