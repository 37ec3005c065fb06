//! Networks in CIDR notation (RFC 4632).

use std::net::IpAddr;

/// Whether a network such as `10.1.0.0/16` holds an address; `None` where it is not a network.
pub fn holds(network: &str, address: IpAddr) -> Option<bool> {
    let (base, length) = network.split_once('/')?;
    let (base, length): (IpAddr, u32) = (base.parse().ok()?, length.parse().ok()?);
    let (base_bits, width) = bits(base);
    let host_bits = width.checked_sub(length)?;
    let (address_bits, address_width) = bits(address);
    let differing = (base_bits ^ address_bits).checked_shr(host_bits).unwrap_or(0);
    Some(width == address_width && differing == 0)
}

fn bits(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses() {
        let holds = |network: &str, address: &str| holds(network, address.parse().unwrap());
        assert_eq!(holds("10.1.0.0/16", "10.1.2.3"), Some(true));
        assert_eq!(holds("10.1.0.0/16", "10.2.2.3"), Some(false));
        assert_eq!(holds("0.0.0.0/0", "10.2.2.3"), Some(true));
        assert_eq!(holds("0.0.0.0/0", "fd01::1"), Some(false));
        assert_eq!(holds("::/0", "fd01::1"), Some(true));
        assert_eq!(holds("fd00::/8", "fd01::1"), Some(true));
        assert_eq!(holds("10.0.0.0/33", "10.2.2.3"), None);
        assert_eq!(holds("10.1.2.3", "10.1.2.3"), None);
    }
}
