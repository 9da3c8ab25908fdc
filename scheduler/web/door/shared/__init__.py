"""What the guard's page and the kiosk share: a scan and its answer, what stands at the door, numbers on paper."""
