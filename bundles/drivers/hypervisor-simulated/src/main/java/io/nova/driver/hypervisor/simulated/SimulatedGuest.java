package io.nova.driver.hypervisor.simulated;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestSpec;
import java.util.Properties;

/**
 * A pretended guest.
 *
 * @param diskGib room that its disk takes
 * @param disk tells its disk from any other that was ever made on this machine
 * @param starts how often it was switched on
 */
public record SimulatedGuest(
        InstanceId instance,
        PowerState power,
        boolean crashed,
        long generation,
        int vcpus,
        int memoryMib,
        int diskGib,
        String disk,
        int starts) {

    private static final long GIB = 1L << 30;

    static SimulatedGuest launched(GuestSpec spec, String disk) {
        int diskGib = Math.toIntExact((spec.root().size() + GIB - 1) / GIB);
        return new SimulatedGuest(
                spec.instance(),
                PowerState.ON,
                false,
                spec.generation(),
                spec.vcpus(),
                spec.memoryMib(),
                diskGib,
                disk,
                1);
    }

    /** Switches it on with the spec's values, and with the disk that it has. */
    SimulatedGuest started(GuestSpec spec) {
        return new SimulatedGuest(
                instance,
                PowerState.ON,
                false,
                spec.generation(),
                spec.vcpus(),
                spec.memoryMib(),
                diskGib,
                disk,
                starts + 1);
    }

    SimulatedGuest off(boolean afterCrash) {
        return new SimulatedGuest(
                instance,
                PowerState.OFF,
                afterCrash,
                generation,
                vcpus,
                memoryMib,
                diskGib,
                disk,
                starts);
    }

    SimulatedGuest rebooted() {
        return new SimulatedGuest(
                instance, power, crashed, generation, vcpus, memoryMib, diskGib, disk, starts + 1);
    }

    SimulatedGuest marked(long newGeneration) {
        return new SimulatedGuest(
                instance, power, crashed, newGeneration, vcpus, memoryMib, diskGib, disk, starts);
    }

    Guest seen() {
        return new Guest(instance, power, generation, crashed);
    }

    Properties toProperties() {
        Properties properties = new Properties();
        properties.setProperty("instance", instance.value());
        properties.setProperty("power", power.name());
        properties.setProperty("crashed", Boolean.toString(crashed));
        properties.setProperty("generation", Long.toString(generation));
        properties.setProperty("vcpus", Integer.toString(vcpus));
        properties.setProperty("memoryMib", Integer.toString(memoryMib));
        properties.setProperty("diskGib", Integer.toString(diskGib));
        properties.setProperty("disk", disk);
        properties.setProperty("starts", Integer.toString(starts));
        return properties;
    }

    static SimulatedGuest of(Properties properties) {
        return new SimulatedGuest(
                new InstanceId(properties.getProperty("instance", "")),
                PowerState.valueOf(properties.getProperty("power", "")),
                Boolean.parseBoolean(properties.getProperty("crashed")),
                Long.parseLong(properties.getProperty("generation", "")),
                Integer.parseInt(properties.getProperty("vcpus", "")),
                Integer.parseInt(properties.getProperty("memoryMib", "")),
                Integer.parseInt(properties.getProperty("diskGib", "")),
                properties.getProperty("disk", ""),
                Integer.parseInt(properties.getProperty("starts", "")));
    }
}
