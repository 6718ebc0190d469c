package io.nova.manager.objectstore;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the object store, which its components share. */
@ObjectClassDefinition(name = "Object store")
public @interface ObjectStoreConfig {

    /** The PID of the settings. */
    String PID = "io.nova.manager.objectstore";

    @AttributeDefinition(description = "Seconds that a call waits while there is no driver")
    int driverWaitSeconds() default 10;

    @AttributeDefinition(description = "Seconds that a driver that goes may finish its calls")
    int driverDrainSeconds() default 30;

    @AttributeDefinition(
            description =
                    "The driver that new bytes are written by, until nova:objectstore-migrate says"
                            + " another; empty: the one that ranks highest")
    String driver() default "";

    @AttributeDefinition(
            description = "Objects of so many KiB at most are kept in the state store; 0: none")
    int inlineKib() default 8;

    @AttributeDefinition(description = "MiB a second that a scrub reads")
    int scrubMibPerSecond() default 50;

    @AttributeDefinition(description = "MiB a second that a migration moves")
    int migrateMibPerSecond() default 100;

    @AttributeDefinition(
            description =
                    "Seconds that the bytes of a deleted object stay for those who just read them")
    int trashGraceSeconds() default 900;

    @AttributeDefinition(
            description = "Minutes after which bytes that no record names are an orphan")
    int orphanMinutes() default 60;

    @AttributeDefinition(
            description =
                    "Hours for which bytes that no record names are kept after the cloud's records"
                            + " lost history")
    int quarantineHours() default 24;

    @AttributeDefinition(description = "Hours between two searches for orphans")
    int orphanSearchHours() default 24;

    @AttributeDefinition(
            description =
                    "Seconds of a day in the lifecycles of buckets: fewer only to try them out")
    int lifecycleDaySeconds() default 86_400;

    @AttributeDefinition(
            description = "The least size of an uploaded part that is not the last, in KiB")
    int minPartKib() default 5120;
}
