package io.nova.model.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InvalidParameterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4Test {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0",
        "255.255.255.255, 4294967295",
        "10.42.0.1, 170524673",
        "1.2.3.4, 16909060",
        "192.168.100.200, 3232261320"
    })
    void anAddressIsANumber(String text, long number) {
        assertEquals(number, new Ipv4(text).number());
        assertEquals(text, Ipv4.of(number).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "...",
                "1.2.3",
                "1.2.3.",
                "1.2.3.4.",
                "1.2.3.4.5",
                ".1.2.3.4",
                "1..2.3",
                "256.1.1.1",
                "1.1.1.256",
                "1.1.1.999",
                "1.1.1.0001",
                "01.1.1.1",
                "1.1.1.00",
                " 1.1.1.1",
                "1.1.1.1 ",
                "1.1.1.1\n",
                "1.1.1.-1",
                "+1.1.1.1",
                "1.1.1.a",
                "a",
                "1.1.1.1/32",
                "::1",
                "\u0660.1.1.1",
                "4294967296.1.1.1",
                "1,1,1,1"
            })
    void anythingElseIsRefused(String text) {
        assertThrows(InvalidParameterException.class, () -> new Ipv4(text));
    }

    @Test
    void addressesAreInTheOrderOfTheirNumbers() {
        assertTrue(new Ipv4("10.0.0.9").compareTo(new Ipv4("10.0.0.10")) < 0);
        assertTrue(new Ipv4("200.0.0.0").compareTo(new Ipv4("10.0.0.0")) > 0);
    }

    @Test
    void aPortsEthernetAddressFollowsFromItsAddress() {
        assertEquals("02:16:0a:2a:00:ff", MacAddress.of(new Ipv4("10.42.0.255")).value());
        assertEquals("02:16:ff:80:7f:01", MacAddress.of(new Ipv4("255.128.127.1")).value());
    }
}
