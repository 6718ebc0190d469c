package io.nova.driver.network.linux;

/**
 * How the guests of this host reach those of others.
 *
 * @param uplink the device that becomes a port of the bridge; {@value #VXLAN} for a tunnel, empty
 *     for no way at all
 * @param underlay the address by which other hosts reach this one in tunnels, or the device that
 *     has it; empty for the device of the default route
 * @param vxlanId which tells the tunnels of clouds apart
 * @param vxlanPort the UDP port of the tunnels
 */
record UplinkSettings(String uplink, String underlay, int vxlanId, int vxlanPort) {

    static final String VXLAN = "vxlan";

    static final UplinkSettings NONE = new UplinkSettings("", "", 1, 1);

    /** Tells whether a text is meant for an address and not for a device. */
    static boolean isAddress(String text) {
        return text.matches("[0-9]+(\\.[0-9]+){3}");
    }

    boolean isNone() {
        return uplink.isEmpty();
    }

    boolean isTunnel() {
        return uplink.equals(VXLAN);
    }
}
