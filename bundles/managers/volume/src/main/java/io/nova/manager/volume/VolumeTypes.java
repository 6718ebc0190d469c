package io.nova.manager.volume;

import io.nova.model.setting.SettingsFile;
import io.nova.model.volume.VolumeType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Which technology volumes of a type have. */
@Component(service = VolumeTypes.class, configurationPid = VolumeTypes.PID)
@Designate(ocd = VolumeTypes.Config.class)
public final class VolumeTypes {

    static final String PID = "io.nova.manager.volume";

    /** What the operator makes of EC2's names. */
    @ObjectClassDefinition(name = "Volumes")
    public @interface Config {
        @AttributeDefinition(
                description =
                        "Which technology EC2's volume types mean for new volumes, each as"
                                + " type=technology, such as gp3=aoe; those that are left out mean"
                                + " whichever has the most room")
        String[] types() default {};
    }

    private final Map<VolumeType, String> technologies = new HashMap<>();

    @Activate
    public VolumeTypes(Config config) {
        SettingsFile file = SettingsFile.of(PID);
        for (Map.Entry<VolumeType, String> one :
                file.list("types", config::types, VolumeTypes::parse)) {
            if (technologies.put(one.getKey(), one.getValue()) != null) {
                throw file.refusal("types", "'%s' is given twice".formatted(one.getKey().word()));
            }
        }
    }

    private static Map.Entry<VolumeType, String> parse(String element) {
        String[] parts = element.split("=", -1);
        Optional<VolumeType> type = VolumeType.of(parts[0].strip());
        Optional<String> technology =
                parts.length == 2
                        ? VolumeType.of(parts[1].strip()).flatMap(VolumeType::technology)
                        : Optional.empty();
        if (type.filter(VolumeType.EC2::contains).isEmpty() || technology.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' is not one of EC2's types, =, and a technology".formatted(element));
        }
        return Map.entry(type.get(), technology.get());
    }

    /** Returns the technology that a new volume of the type must have; empty: any. */
    Optional<String> technology(VolumeType type) {
        return type.technology().or(() -> Optional.ofNullable(technologies.get(type)));
    }
}
