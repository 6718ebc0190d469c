package io.nova.driver.hypervisor.simulated;

import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestSpec;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pretended guest.
 *
 * @param diskGib room that its disk takes
 * @param disk tells its disk from any other that was ever made on this machine
 * @param starts how often it was switched on
 * @param volumes that it has, in the order in which it got them
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
        int starts,
        List<VolumeId> volumes) {

    private static final long GIB = 1L << 30;

    public SimulatedGuest {
        volumes = List.copyOf(volumes);
    }

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
                1,
                spec.disks().stream().map(GuestDisk::volume).toList());
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
                starts + 1,
                Stream.concat(volumes.stream(), spec.disks().stream().map(GuestDisk::volume))
                        .distinct()
                        .toList());
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
                starts,
                volumes);
    }

    SimulatedGuest rebooted() {
        return new SimulatedGuest(
                instance,
                power,
                crashed,
                generation,
                vcpus,
                memoryMib,
                diskGib,
                disk,
                starts + 1,
                volumes);
    }

    SimulatedGuest marked(long newGeneration) {
        return new SimulatedGuest(
                instance,
                power,
                crashed,
                newGeneration,
                vcpus,
                memoryMib,
                diskGib,
                disk,
                starts,
                volumes);
    }

    SimulatedGuest with(VolumeId volume) {
        return volumes.contains(volume)
                ? this
                : having(Stream.concat(volumes.stream(), Stream.of(volume)).toList());
    }

    SimulatedGuest without(VolumeId volume) {
        return having(volumes.stream().filter(other -> !other.equals(volume)).toList());
    }

    private SimulatedGuest having(List<VolumeId> newVolumes) {
        return new SimulatedGuest(
                instance,
                power,
                crashed,
                generation,
                vcpus,
                memoryMib,
                diskGib,
                disk,
                starts,
                newVolumes);
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
        properties.setProperty(
                "volumes", volumes.stream().map(VolumeId::value).collect(Collectors.joining(",")));
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
                Integer.parseInt(properties.getProperty("starts", "")),
                Stream.of(properties.getProperty("volumes", "").split(",", -1))
                        .filter(volume -> !volume.isEmpty())
                        .map(VolumeId::new)
                        .toList());
    }
}
