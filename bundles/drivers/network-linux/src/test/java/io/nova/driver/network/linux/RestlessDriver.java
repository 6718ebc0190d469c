package io.nova.driver.network.linux;

import java.util.Map;
import java.util.Set;

/** A program that makes and unmakes the same network and ports for ever, until it is killed. */
final class RestlessDriver {

    private RestlessDriver() {}

    public static void main(String[] arguments) throws Exception {
        LinuxNetwork driver =
                new LinuxNetwork(
                        LinuxLab.config(
                                Map.of(
                                        "directory", arguments[0],
                                        "runDirectory", arguments[1],
                                        "namespace", arguments[2],
                                        "uplink", arguments[3])));
        System.out.println("ready");
        while (true) {
            driver.peers(Set.of(CrashTest.PEER));
            driver.ensure(CrashTest.NETWORK);
            driver.filter(CrashTest.PORT.id(), CrashTest.WIDE);
            driver.connect(CrashTest.PORT);
            driver.members(CrashTest.GROUP, Set.of(CrashTest.PORT.address()));
            driver.filter(CrashTest.PORT.id(), CrashTest.NARROW);
            driver.map(Map.of(CrashTest.PUBLIC, CrashTest.PORT.address()));
            driver.members(CrashTest.GROUP, Set.of());
            driver.peers(Set.of());
            driver.map(Map.of());
            driver.disconnect(CrashTest.PORT.id());
            driver.remove(CrashTest.NETWORK.id());
        }
    }
}
