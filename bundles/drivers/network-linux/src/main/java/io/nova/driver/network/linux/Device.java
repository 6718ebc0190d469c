package io.nova.driver.network.linux;

import com.fasterxml.jackson.databind.JsonNode;
import io.nova.json.Json;
import io.nova.model.network.Ipv4;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A network device as {@code ip} describes it. */
record Device(JsonNode shown) {

    /** Returns the device of this name; empty if there is none. */
    static Optional<Device> find(Commands commands, String ip, String name)
            throws InterruptedException {
        Commands.Result result =
                commands.attempt(List.of(ip, "-details", "-json", "address", "show", "dev", name));
        // The tool's only way to say that there is no such device.
        return result.failed()
                ? Optional.empty()
                : Optional.of(new Device(Json.tree(result.output()).path(0)));
    }

    /** Returns the device that has the address. */
    static Optional<Device> with(Commands commands, String ip, Ipv4 address)
            throws InterruptedException {
        String shown =
                commands.run(
                        List.of(
                                ip,
                                "-4",
                                "-details",
                                "-json",
                                "address",
                                "show",
                                "to",
                                "" + address));
        for (JsonNode one : Json.tree(shown.isBlank() ? "[]" : shown)) {
            Device device = new Device(one);
            if (device.addresses(Set.of()).contains(address)) {
                return Optional.of(device);
            }
        }
        return Optional.empty();
    }

    int mtu() {
        return shown.path("mtu").asInt();
    }

    /** Returns the bridge, or whatever else, that it is a part of; empty if of none. */
    String master() {
        return shown.path("master").asText();
    }

    /** Returns what kind of device of the kernel's own it is; empty for hardware. */
    String kind() {
        return shown.path("linkinfo").path("info_kind").asText();
    }

    /** Returns one of the settings of its kind, as text. */
    String setting(String name) {
        return shown.path("linkinfo").path("info_data").path(name).asText();
    }

    /** Tells whether it has the flag, for example {@code UP}. */
    boolean is(String flag) {
        for (JsonNode one : shown.path("flags")) {
            if (one.asText().equals(flag)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns its IPv4 addresses in the kernel's order.
     *
     * @param but those that do not count
     */
    List<Ipv4> addresses(Set<Ipv4> but) {
        List<Ipv4> all = new ArrayList<>();
        for (JsonNode one : shown.path("addr_info")) {
            if (one.path("family").asText().equals("inet")) {
                Ipv4 address = new Ipv4(one.path("local").asText());
                if (!but.contains(address)) {
                    all.add(address);
                }
            }
        }
        return all;
    }
}
