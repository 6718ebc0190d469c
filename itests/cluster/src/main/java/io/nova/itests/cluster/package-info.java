/** A cloud of many machines in namespaces, under load, of which parts die and stand still. */
package io.nova.itests.cluster;
