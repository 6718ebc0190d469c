/** Networks of a Linux host: bridges, dnsmasq and nftables. */
@NullMarked
package io.nova.driver.network.linux;

import org.jspecify.annotations.NullMarked;
