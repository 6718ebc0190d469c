package io.nova.manager.identity;

import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.model.ProjectId;
import io.nova.model.setting.SettingsFile;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Gives every project the configured limits. */
@Component(configurationPid = QuotaManager.PID)
@Designate(ocd = QuotaManager.Config.class)
public final class QuotaManager implements QuotaService {

    static final String PID = "io.nova.manager.identity.quotas";

    /** What a project may have. */
    @ObjectClassDefinition(name = "Quotas of a project")
    public @interface Config {
        @AttributeDefinition(description = "Instances that are not terminated")
        long instances() default 100;

        @AttributeDefinition(description = "Virtual CPUs of these instances")
        long cores() default 400;

        @AttributeDefinition(description = "Key pairs")
        long keyPairs() default 1000;

        @AttributeDefinition(description = "Registered images")
        long images() default 1000;

        @AttributeDefinition(description = "Volumes")
        long volumes() default 100;

        @AttributeDefinition(description = "Size of all volumes, in GiB")
        long volumeGib() default 10_000;

        @AttributeDefinition(description = "Snapshots")
        long snapshots() default 1000;

        @AttributeDefinition(description = "Public addresses")
        long addresses() default 10;

        @AttributeDefinition(description = "Security groups")
        long securityGroups() default 500;

        @AttributeDefinition(description = "Buckets")
        long buckets() default 100;

        @AttributeDefinition(
                description = "Objects in these buckets, with their older versions; 0: any number")
        long objects() default 0;

        @AttributeDefinition(
                description =
                        "Bytes of these objects, without those of uploads under way; 0: any number")
        long objectBytes() default 0;
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final Map<Quota, Long> limits = new EnumMap<>(Quota.class);

    @Activate
    public QuotaManager(Config config) {
        put(Quota.INSTANCES, "instances", config::instances);
        put(Quota.CORES, "cores", config::cores);
        put(Quota.KEY_PAIRS, "keyPairs", config::keyPairs);
        put(Quota.IMAGES, "images", config::images);
        put(Quota.VOLUMES, "volumes", config::volumes);
        put(Quota.VOLUME_GIB, "volumeGib", config::volumeGib);
        put(Quota.SNAPSHOTS, "snapshots", config::snapshots);
        put(Quota.ADDRESSES, "addresses", config::addresses);
        put(Quota.SECURITY_GROUPS, "securityGroups", config::securityGroups);
        put(Quota.BUCKETS, "buckets", config::buckets);
        putOrNone(Quota.OBJECTS, "objects", config::objects);
        putOrNone(Quota.OBJECT_BYTES, "objectBytes", config::objectBytes);
    }

    private void put(Quota quota, String key, LongSupplier limit) {
        limits.put(quota, FILE.amount(key, limit, 0, Long.MAX_VALUE));
    }

    private void putOrNone(Quota quota, String key, LongSupplier limit) {
        put(quota, key, limit);
        limits.replace(quota, 0L, Long.MAX_VALUE);
    }

    @Override
    public long limit(ProjectId project, Quota quota) {
        return limits.getOrDefault(quota, 0L);
    }
}
