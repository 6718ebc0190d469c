package io.nova.driver.network.linux;

import io.nova.spi.network.NetworkDriver;
import java.util.Map;

/** A program that makes and unmakes the same network and ports for ever, until it is killed. */
final class RestlessDriver {

    private RestlessDriver() {}

    public static void main(String[] arguments) throws Exception {
        NetworkDriver driver =
                new LinuxNetwork(
                        LinuxLab.config(
                                Map.of(
                                        "directory", arguments[0],
                                        "runDirectory", arguments[1],
                                        "namespace", arguments[2])));
        System.out.println("ready");
        while (true) {
            driver.ensure(CrashTest.NETWORK);
            driver.connect(CrashTest.PORT);
            driver.disconnect(CrashTest.PORT.id());
            driver.remove(CrashTest.NETWORK.id());
        }
    }
}
